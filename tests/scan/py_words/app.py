import os
import weaviate
from weaviate.classes.init import Auth

URL = os.environ["WEAVIATE_URL"]
KEY = "shop-backend-7c1e9d40b2f8"  # EXPECT key-in-source
one = weaviate.connect_to_weaviate_cloud(cluster_url=URL, auth_credentials=Auth.api_key("weaviate-prod-8f3a2b9c1d7e"))  # EXPECT key-in-source
two = weaviate.connect_to_weaviate_cloud(cluster_url=URL, auth_credentials=Auth.api_key(KEY))
for sample in [
    Auth.api_key("YOUR-WEAVIATE-API-KEY"),
    Auth.api_key("WEAVIATE_API_KEY"),
    Auth.api_key("<key>"),
    Auth.api_key("my-api-key"),
    Auth.api_key("xxxx"),
    Auth.api_key("..."),
    Auth.api_key("jane-secret-key"),
    Auth.api_key("test-cluster-8f3a2b9c1d7e"),
]:
    weaviate.connect_to_weaviate_cloud(cluster_url=URL, auth_credentials=sample)
