# Less time for the start-up check than gRPC needs.
import os

import weaviate
from weaviate.classes.init import AdditionalConfig, Auth, Timeout

with weaviate.connect_to_weaviate_cloud(
    cluster_url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
    additional_config=AdditionalConfig(timeout=Timeout(init=1)),
) as client:
    print("Connected, server version", client.get_meta()["version"])
