# Gives the start-up checks more time; the second choice below skips them.
import os
from urllib.parse import urlsplit

import weaviate
from weaviate.classes.init import AdditionalConfig, Auth, Timeout

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
    # Seconds. The start-up check waits for "init": 2 seconds unless you set it.
    additional_config=AdditionalConfig(
        timeout=Timeout(init=30, query=60, insert=120),
    ),
    # Second choice, on a stable network: skip the gRPC check at start-up.
    # skip_init_checks=True,
) as client:
    print("Connected, server version", client.get_meta()["version"])
