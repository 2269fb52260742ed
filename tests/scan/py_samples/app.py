import os
import weaviate
from weaviate.classes.init import Auth

weaviate.connect_to_weaviate_cloud(
    cluster_url="https://your-cluster-url.weaviate.cloud",  # EXPECT url-malformed UNSURE
    auth_credentials=Auth.api_key("<YOUR_API_KEY>"),  # EXPECT key-malformed UNSURE
)
weaviate.connect_to_weaviate_cloud(os.getenv("WEAVIATE_URL", "YOUR_CLUSTER_URL"), Auth.api_key(os.getenv("WEAVIATE_API_KEY", "YOUR-API-KEY")))
