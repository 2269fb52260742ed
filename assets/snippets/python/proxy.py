# Sends REST and gRPC through the proxy that HTTPS_PROXY names.
# Without this the Python client uses no proxy for REST, whatever the environment says.
import os

import weaviate
from weaviate.classes.init import AdditionalConfig, Auth, Proxies

proxy = os.environ["HTTPS_PROXY"]

with weaviate.connect_to_weaviate_cloud(
    cluster_url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
    additional_config=AdditionalConfig(proxies=Proxies(https=proxy, grpc=proxy)),
) as client:
    print("Connected, server version", client.get_meta()["version"])
