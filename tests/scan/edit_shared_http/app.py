import os
import weaviate
from weaviate.classes.init import Auth

SCHEME = "http://"  # EXPECT url-not-https
LOCAL = SCHEME + "localhost:8080"
CLOUD = SCHEME + "scan-sample.c0.us-east1.gcp.weaviate.cloud"

weaviate.connect_to_weaviate_cloud(CLOUD, Auth.api_key(os.environ["WEAVIATE_API_KEY"]))
weaviate.connect_to_local(host="localhost")
ok = requests.get(SCHEME + "other.example.com/health")
url = f"{SCHEME}scan-sample.c0.us-east1.gcp.weaviate.cloud/v1/meta"
requests.get(url, headers={"Authorization": "Bearer " + os.environ["WEAVIATE_API_KEY"]})
