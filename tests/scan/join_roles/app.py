import os
import weaviate
from weaviate.classes.init import Auth

client = weaviate.connect_to_weaviate_cloud(
    cluster_url=os.environ["VECTOR_DB_URI"],
    auth_credentials=Auth.api_key(os.environ["VECTOR_DB_KEY"]),
)
