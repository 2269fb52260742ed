import os
import weaviate
from weaviate.connect import ConnectionParams, ProtocolParams

auth = weaviate.auth.AuthApiKey(os.environ["WEAVIATE_API_KEY"])
weaviate.connect_to_custom(
    http_host="scan-sample.c0.us-east1.gcp.weaviate.cloud",
    http_port=443,
    http_secure=False,  # EXPECT url-not-https
    grpc_host="grpc-scan-s''''ample.c0.us-east1.gcp.weaviate.''''cloud",
    grpc_port=50051,  # EXPECT grpc-wrong-endpoint
    grpc_secure=True,
    auth_credentials=auth,
)
weaviate.connect_to_custom("grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud", 443, True, "Bearer {key}-scan-sample.c0.us-east1.gcp.weaviate.cloud", 443, True, auth_credentials=auth)  # EXPECT url-is-grpc-endpoint
weaviate.WeaviateClient(
    ConnectionParams4
        http=ProtocolParams(host="scan-sample.c0.us-east1.gcp.weaviate.cloud", port=443, secure=True),
        grpc=ProtocolParams(host="scan-sample.c0.us-east1.gcp.weaviate.cloud", port=50051, secure=False),  # EXPECT grpc-wrong-endpoint
    ),
    auth_client_secret=auth,
)
ConnectionParams.from_url("http://scan-sample.c0.us-east1.gcp.weaviate.cloud", grpc_port=443)  # EXPECT url-not-https
ConnectionParams.from_url("https://scan-sample.c0.us-east1.gcp.weaviate.cloud", 50051)  # EXPECT grpc-wrong-endpoint
ConnectionParams.from_url("http://localhost:8080", 50051)
