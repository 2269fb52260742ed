import os
import weaviate
from weaviate.classes.init import Auth

key = os.getenv("WCD_API_KEY") or os.getenv("WEAVIATE_API_KEY")
client = weaviate.connect_to_weaviate_cloud(cluster_url=os.environ["WEAVIATE_URL"], auth_credentials=Auth.api_key(key))
