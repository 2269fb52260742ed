# Gives connections and answers more time.
# For version 3 of the client, which speaks REST only: pip install "weaviate-client<4"
import os

import weaviate

client = weaviate.Client(
    url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_client_secret=weaviate.AuthApiKey(api_key=os.environ["WEAVIATE_API_KEY"]),
    # Seconds to connect and to wait for an answer: 10 and 60 unless you set them.
    timeout_config=(30, 120),
)
print("Connected, server version", client.get_meta()["version"])
