# Takes off what often clings to a copied key: white space, quotes, the word Bearer.
# For version 3 of the client, which speaks REST only: pip install "weaviate-client<4"
import os

import weaviate

key = os.environ.get("WEAVIATE_API_KEY", "")
key = key.strip().strip("\"'").removeprefix("Bearer ").strip()
if not key:
    raise SystemExit("WEAVIATE_API_KEY is empty: set it where this program runs")

client = weaviate.Client(
    url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_client_secret=weaviate.AuthApiKey(api_key=key),
)
print("Connected, server version", client.get_meta()["version"])
