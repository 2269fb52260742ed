# Sends REST and gRPC through the proxy that HTTPS_PROXY names.
# Without this the Python client uses no proxy for REST, whatever the environment says.
import os
from urllib.parse import urlsplit

import weaviate
from weaviate.classes.init import AdditionalConfig, Auth, Proxies

proxy = os.environ["HTTPS_PROXY"]
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
    additional_config=AdditionalConfig(proxies=Proxies(https=proxy, grpc=proxy)),
) as client:
    print("Connected, server version", client.get_meta()["version"])
