# Connects without any key, to a server that allows it, and prints its version.
from urllib.parse import urlsplit

import weaviate

rest = urlsplit("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud")
secure = rest.scheme == "https"

with weaviate.connect_to_custom(
    http_host=rest.hostname,
    http_port=rest.port or (443 if secure else 80),
    http_secure=secure,
    grpc_host="grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    grpc_port=443 if secure else 50051,  # on a server of your own, often 50051
    grpc_secure=secure,
    # no auth_credentials: nothing is sent
) as client:
    print("Connected, server version", client.get_meta()["version"])
