# Sends the model provider's key beside the Weaviate key, in the provider's own header.
import os

import weaviate
from weaviate.classes.init import Auth

with weaviate.connect_to_weaviate_cloud(
    cluster_url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
    headers={"X-OpenAI-Api-Key": os.environ["OPENAI_API_KEY"]},  # other providers: other names
) as client:
    print("Connected, server version", client.get_meta()["version"])
