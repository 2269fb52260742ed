# Connects with an API key and prints the server's version.
# For version 3 of the client, which speaks REST only: pip install "weaviate-client<4"
import os

import weaviate

client = weaviate.Client(
    url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_client_secret=weaviate.AuthApiKey(api_key=os.environ["WEAVIATE_API_KEY"]),
)
print("Connected, server version", client.get_meta()["version"])
