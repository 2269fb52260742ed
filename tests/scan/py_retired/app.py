import os
import weaviate
from weaviate.classes.init import Auth

URL = "https://shop-x1y2z3.weaviate.network"  # EXPECT cluster-url-outdated UNSURE
weaviate.connect_to_weaviate_cloud(URL, Auth.api_key(os.environ["WEAVIATE_API_KEY"]))
weaviate.connect_to_weaviate_cloud("https://your-cluster.weaviate.network/", load())  # EXPECT url-malformed UNSURE
