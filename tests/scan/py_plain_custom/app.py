import os
import weaviate
from weaviate.classes.init import Auth

KEY = Auth.api_key(os.environ["WEAVIATE_API_KEY"])
weaviate.connect_to_custom(
    http_host="scan-sample.c0.us-east1.gcp.weaviate.cloud",
    http_port=80,
    http_secure=False,  # EXPECT url-not-https
    grpc_host="grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud",
    grpc_port=443,
    grpc_secure=True,
    auth_credentials=KEY,
)
