# Connects without any key, to a server that allows it, and prints its version.
# For version 3 of the client, which speaks REST only: pip install "weaviate-client<4"
import weaviate

client = weaviate.Client(
    url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    # no auth_client_secret: nothing is sent
)
print("Connected, server version", client.get_meta()["version"])
