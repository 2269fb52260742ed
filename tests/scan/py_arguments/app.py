import os
import weaviate
from weaviate.classes.init import Auth
from weaviate.connect import ConnectionParams

URL, KEY = os.environ["WEAVIATE_URL"], Auth.api_key(os.environ["WEAVIATE_API_KEY"])

weaviate.connect_to_weaviate_cloud(cluster_url=URL, auth_credentials=KEY, timeout_config=(5, 60))  # EXPECT client-api-mismatch UNSURE
weaviate.connect_to_weaviate_cloud(URL, KEY, startup_period=10)  # EXPECT client-api-mismatch UNSURE
weaviate.connect_to_weaviate_cloud(URL, KEY, timeout=30)  # EXPECT client-api-mismatch UNSURE
weaviate.connect_to_local(hostname="localhost")  # EXPECT client-api-mismatch UNSURE
weaviate.connect_to_custom(http_host="a", http_port=80, http_secure=False)  # EXPECT client-api-mismatch UNSURE
weaviate.connect_to_custom("a", 80, False, "b", grpc_port=50051)  # EXPECT client-api-mismatch UNSURE
ConnectionParams.from_url(URL)  # EXPECT client-api-mismatch UNSURE
ConnectionParams.from_url(URL, 50051, additional_headers={})  # EXPECT client-api-mismatch UNSURE
ConnectionParams.from_params(http_host="a", http_port=80, http_secure=False, grpc_host="a", grpc_port=50051)  # EXPECT client-api-mismatch UNSURE
