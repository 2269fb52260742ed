# Takes off what often clings to a copied key: white space, quotes, the word Bearer.
import os
from urllib.parse import urlsplit

import weaviate
from weaviate.classes.init import Auth

key = os.environ.get("WEAVIATE_API_KEY", "")
key = key.strip().strip("\"'").removeprefix("Bearer ").strip()
if not key:
    raise SystemExit("WEAVIATE_API_KEY is empty: set it where this program runs")

rest = urlsplit("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud:443")
grpc = urlsplit("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443")

with weaviate.connect_to_custom(
    http_host=rest.hostname,
    http_port=rest.port,
    http_secure=rest.scheme == "https",
    grpc_host=grpc.hostname,
    grpc_port=grpc.port,
    grpc_secure=grpc.scheme == "https",
    auth_credentials=Auth.api_key(key),
) as client:
    print("Connected, server version", client.get_meta()["version"])
