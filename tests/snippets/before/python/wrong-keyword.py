# The key under version 3's name.
import os

import weaviate
from weaviate.classes.init import Auth

with weaviate.connect_to_weaviate_cloud(
    cluster_url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_client_secret=Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
) as client:
    print("Connected, server version", client.get_meta()["version"])
