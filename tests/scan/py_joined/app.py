import os
import httpx
import requests
import weaviate
from weaviate.classes.init import Auth

BASE = "http://scan-sample.c0.us-east1.gcp.weaviate.cloud"  # EXPECT url-not-https
GRPC = "https://grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud"  # EXPECT url-is-grpc-endpoint
HOST = "grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud"  # EXPECT url-is-grpc-endpoint
PLAIN = "http"
SCHEME = "http://"  # EXPECT url-not-https
RIGHT = "https://scan-sample.c0.us-east1.gcp.weaviate.cloud"
RIGHT_HOST = "scan-sample.c0.us-east1.gcp.weaviate.cloud"
LOCAL = "http://localhost:8080"
WEAVIATE_URL = "http://other-sample.c0.us-east1.gcp.weaviate.cloud"  # EXPECT url-not-https
HEADERS = {"Authorization": f"Bearer {os.environ['WEAVIATE_API_KEY']}"}
KEY = Auth.api_key(os.environ["WEAVIATE_API_KEY"])
SETTINGS = {"weaviate": {"url": "https://grpc-third-sample.c0.us-east1.gcp.weaviate.cloud"}}  # EXPECT url-is-grpc-endpoint

requests.get(f"{BASE}/v1/schema", headers=HEADERS)
requests.get(BASE + "/v1/meta", headers=HEADERS)
requests.get(WEAVIATE_URL + "/v1/meta", headers=HEADERS)
requests.get(SCHEME + RIGHT_HOST + "/v1/meta", headers=HEADERS)
requests.get(f"{GRPC}/v1/meta", headers=HEADERS)
weaviate.connect_to_weaviate_cloud("https://" + HOST, KEY)
weaviate.connect_to_weaviate_cloud(SETTINGS["weaviate"]["url"], KEY)
session = httpx.Client(base_url="http://fourth-sample.c0.us-east1.gcp.weaviate.cloud", headers=HEADERS)  # EXPECT url-not-https

requests.get(f"{RIGHT}/v1/schema", headers=HEADERS)
requests.get("https://" + RIGHT_HOST + "/v1/schema", headers=HEADERS)
requests.get(LOCAL + "/v1/schema")
weaviate.connect_to_weaviate_cloud("https://" + RIGHT_HOST, KEY)
weaviate.connect_to_custom(RIGHT_HOST, 443, True, "grpc-" + RIGHT_HOST, 443, True, auth_credentials=KEY)
