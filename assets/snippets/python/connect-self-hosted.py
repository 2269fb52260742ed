# Connects to a server of your own with an API key and prints its version.
import os
from urllib.parse import urlsplit

import weaviate
from weaviate.classes.init import Auth

rest = urlsplit("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud:443")
grpc = urlsplit("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443")

with weaviate.connect_to_custom(
    http_host=rest.hostname,
    http_port=rest.port,
    http_secure=rest.scheme == "https",
    grpc_host=grpc.hostname,
    grpc_port=grpc.port,
    grpc_secure=grpc.scheme == "https",
    auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
) as client:
    print("Connected, server version", client.get_meta()["version"])
