# Connects to a server of your own and gives the start-up checks more time.
import os
from urllib.parse import urlsplit

import weaviate
from weaviate.classes.init import AdditionalConfig, Auth, Timeout

rest = urlsplit("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud")
grpc = urlsplit("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:50051")

with weaviate.connect_to_custom(
    http_host=rest.hostname,
    http_port=rest.port or (443 if rest.scheme == "https" else 80),
    http_secure=rest.scheme == "https",
    grpc_host=grpc.hostname,
    grpc_port=grpc.port,
    grpc_secure=grpc.scheme == "https",
    auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
    # Seconds. The start-up check waits for "init": 2 seconds unless you set it.
    additional_config=AdditionalConfig(
        timeout=Timeout(init=30, query=60, insert=120),
    ),
) as client:
    print("Connected, server version", client.get_meta()["version"])
