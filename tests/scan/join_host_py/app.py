import os
import weaviate
from weaviate.classes.init import Auth

client = weaviate.connect_to_custom(
    http_host=os.getenv("DB_HOST"),
    http_port=443,
    http_secure=False,  # EXPECT url-not-https
    grpc_host=os.getenv("DB_GRPC"),
    grpc_port=443,
    grpc_secure=True,
    auth_credentials=Auth.api_key(os.environ["DB_KEY"]),
)
