# Connects without any key, to a server that allows it, and prints its version.
from urllib.parse import urlsplit

import weaviate

rest = urlsplit("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud:443")
grpc = urlsplit("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443")

with weaviate.connect_to_custom(
    http_host=rest.hostname,
    http_port=rest.port,
    http_secure=rest.scheme == "https",
    grpc_host=grpc.hostname,
    grpc_port=grpc.port,
    grpc_secure=grpc.scheme == "https",
    # no auth_credentials: nothing is sent
) as client:
    print("Connected, server version", client.get_meta()["version"])
