# Takes off what often clings to a copied key: white space, quotes, the word Bearer.
import os

import weaviate
from weaviate.classes.init import Auth

key = os.environ.get("WEAVIATE_API_KEY", "")
key = key.strip().strip("\"'").removeprefix("Bearer ").strip()
if not key:
    raise SystemExit("WEAVIATE_API_KEY is empty: set it where this program runs")

with weaviate.connect_to_weaviate_cloud(
    cluster_url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_credentials=Auth.api_key(key),
) as client:
    print("Connected, server version", client.get_meta()["version"])
