# A call of version 3.
import os

import weaviate

client = weaviate.Client(
    url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_client_secret=weaviate.auth.AuthApiKey(os.environ["WEAVIATE_API_KEY"]),
)
print("Connected, server version", client.get_meta()["version"])
