import os
import weaviate
from weaviate.classes.init import Auth

URL = os.environ["WEAVIATE_URL"]
weaviate.connect_to_weaviate_cloud(URL, Auth.api_key("team-rag-prod-key"))  # EXPECT key-in-source


weaviate.connect_to_weaviate_cloud(URL, Auth.api_key(os.environ["WEAVIATE_API_KEY"].encode().decode()))
weaviate.connect_to_weaviate_cloud(URL, Auth.api_key("learn-weaviate"))
weaviate.connect_to_weaviate_cloud(URL, Auth.api_key("YOUR-API-KEY"))  # EXPECT key-malformed UNSURE
weaviate.connect_to_weaviate_cloud(URL, "my-secret-key")
weaviate.connect_to_local(auth_credentials=Auth.api_key("team-rag-local-key"))

weaviate.connect_to_weaviate_cloud(URL, Auth.api_key(os.environ["WEAVIATE_API_KEY"].encode()))  # EXPECT key-passed-wrongly
weaviate.connect_to_weaviate_cloud(URL, Auth.api_key([os.environ["WEAVIATE_API_KEY"]]))  # EXPECT key-passed-wrongly
