# The key as a bare string: taken since 4.14.4, dropped without a word before.
import os

import weaviate

with weaviate.connect_to_weaviate_cloud(
    cluster_url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_credentials=os.environ["WEAVIATE_API_KEY"],
) as client:
    print("Connected, server version", client.get_meta()["version"])
