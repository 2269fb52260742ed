import os
import weaviate
from weaviate.classes.init import Auth

key = os.environ["WEAVIATE_API_KEY"]
url = os.environ["WEAVIATE_URL"]
# The embedding service of Weaviate Cloud takes the key in a header of its own.
weaviate.connect_to_local(headers={"X-Weaviate-Api-Key": key, "X-Weaviate-Cluster-Url": url})
weaviate.connect_to_local(headers={"X-Weaviate-Api-Key": key}, auth_credentials=Auth.api_key(key))
weaviate.connect_to_local(headers={"Authorization": f"Bearer {key}"})
weaviate.connect_to_local(headers={"X-OpenAI-Api-Key": os.environ["OPENAI_API_KEY"], "X-Request-Id": "1"})
