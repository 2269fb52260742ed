# Sends all requests through the proxy that HTTPS_PROXY names.
# For version 3 of the client, which speaks REST only: pip install "weaviate-client<4"
import os

import weaviate

proxy = os.environ["HTTPS_PROXY"]

client = weaviate.Client(
    url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_client_secret=weaviate.AuthApiKey(api_key=os.environ["WEAVIATE_API_KEY"]),
    proxies={"https": proxy, "http": proxy},
)
print("Connected, server version", client.get_meta()["version"])
