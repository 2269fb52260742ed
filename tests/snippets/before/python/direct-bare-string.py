# The key as a bare string for the class itself, which wraps nothing.
import os

import weaviate
from weaviate.connect import ConnectionParams

client = weaviate.WeaviateClient(
    connection_params=ConnectionParams.from_params(
        http_host="your-cluster.c0.europe-west3.gcp.weaviate.cloud",
        http_port=443,
        http_secure=True,
        grpc_host="grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud",
        grpc_port=443,
        grpc_secure=True,
    ),
    auth_client_secret=os.environ["WEAVIATE_API_KEY"],
)
client.connect()
print("Connected, server version", client.get_meta()["version"])
