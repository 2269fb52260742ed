"""Connects as the documentation says. Never write weaviate.connect_to_weaviate_cloud(url, api_key="x")."""
import os
import weaviate
import weaviate.classes as wvc
from weaviate.classes.init import AdditionalConfig, Auth, Timeout
from weaviate.config import AdditionalConfig as Extra

CONSOLE_URL = "https://console.weaviate.cloud"
DOCS = "https://docs.weaviate.io/weaviate/connections"
WEAVIATE_URL = os.getenv("WEAVIATE_URL", "http://localhost:8080")
WEAVIATE_API_KEY = os.getenv("WEAVIATE_API_KEY", "YOUR-WEAVIATE-API-KEY")
WEAVIATE_GRPC_HOST = "grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud"
COLLECTION_TOKEN = "Article"


def cloud(key=None):
    return weaviate.connect_to_weaviate_cloud(
        cluster_url=WEAVIATE_URL,
        auth_credentials=Auth.api_key(key or WEAVIATE_API_KEY),
        headers={"X-OpenAI-Api-Key": os.environ["OPENAI_API_KEY"]},
        additional_config=AdditionalConfig(timeout=Timeout(init=2, query=45, insert=120)),
        skip_init_checks=False,
    )


def own_oidc():
    auth = Auth.client_password(username=os.environ["USER"], password=os.environ["PASS"], scope="offline_access")
    return weaviate.connect_to_custom(
        http_host="search.example.com", http_port=443, http_secure=True,
        grpc_host="search.example.com", grpc_port=50051, grpc_secure=True, auth_credentials=auth,
    )


def right_custom():
    return weaviate.connect_to_custom(
        http_host="scan-sample.c0.us-east1.gcp.weaviate.cloud", http_port=443, http_secure=True,
        grpc_host="grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud", grpc_port=443, grpc_secure=True,
        auth_credentials=wvc.init.Auth.api_key(WEAVIATE_API_KEY),
    )


def spread(*args, **kwargs):
    return weaviate.connect_to_weaviate_cloud(*args, **kwargs)


def text():
    return weaviate.connect_to_weaviate_cloud(WEAVIATE_URL, WEAVIATE_API_KEY)


local = weaviate.connect_to_local(port=8080, grpc_port=50051)
embedded = weaviate.connect_to_embedded(version="1.28.0")
print(f"look at {CONSOLE_URL} for the key", COLLECTION_TOKEN, Extra())
