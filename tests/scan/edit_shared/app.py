import os
import weaviate
from weaviate.classes.init import Auth

HOST = "grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud"  # EXPECT url-is-grpc-endpoint
KEY = Auth.api_key(os.environ["WEAVIATE_API_KEY"])

weaviate.connect_to_weaviate_cloud(cluster_url=HOST, auth_credentials=KEY)
weaviate.connect_to_custom(
    http_host="scan-sample.c0.us-east1.gcp.weaviate.cloud",
    http_port=443,
    http_secure=True,
    grpc_host=HOST,
    grpc_port=443,
    grpc_secure=True,
    auth_credentials=KEY,
)
