# Sends the model provider's key beside the Weaviate key, in the provider's own header.
# For version 3 of the client, which speaks REST only: pip install "weaviate-client<4"
import os

import weaviate

client = weaviate.Client(
    url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_client_secret=weaviate.AuthApiKey(api_key=os.environ["WEAVIATE_API_KEY"]),
    # other providers: other names
    additional_headers={"X-OpenAI-Api-Key": os.environ["OPENAI_API_KEY"]},
)
print("Connected, server version", client.get_meta()["version"])
