import os
import weaviate
from weaviate.classes.init import Auth

KEY = os.environ.get("WEAVIATE_API_KEY")
a = weaviate.connect_to_weaviate_cloud(cluster_url=os.environ["WEAVIATE_URL"], auth_credentials=KEY)  # EXPECT key-passed-wrongly
b = weaviate.connect_to_local(auth_credentials="text")  # EXPECT key-passed-wrongly
c = weaviate.connect_to_custom("h", 80, False, "h", 50051, False, auth_credentials=Auth.api_key(KEY))
d = weaviate.Client(os.environ["WEAVIATE_URL"])
e = weaviate.connect_to_weaviate_cloud(
    os.environ["WEAVIATE_URL"],
    KEY,  # EXPECT key-passed-wrongly
)
