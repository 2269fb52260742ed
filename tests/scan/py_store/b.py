import os
import weaviate
from weaviate.classes.init import Auth
from functools import lru_cache
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    weaviate_url: str
    weaviate_api_key: str


settings = Settings()


@lru_cache
def get_client():
    return weaviate.connect_to_weaviate_cloud(settings.weaviate_url, settings.weaviate_api_key)


class Store:
    API_KEY = "bW9ja2tleS1zdG9yZS1ub3QtcmVhbC0wMDE5"  # EXPECT key-in-source

    def __init__(self):
        self._client = weaviate.connect_to_weaviate_cloud(
            cluster_url=os.environ["WEAVIATE_URL"],
            auth_credentials=Auth.api_key(self.API_KEY),
        )

    def wrong(self):
        return weaviate.connect_to_custom(
            http_host="abc.c0.us-east1.gcp.weaviate.cloud",
            http_port=443,
            http_secure=True,
            grpc_host="abc.c0.us-east1.gcp.weaviate.cloud",  # EXPECT grpc-wrong-endpoint
            grpc_port=50051,
            grpc_secure=True,
            auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
        )

    def bearer(self):
        key = "Bearer " + os.environ["WEAVIATE_API_KEY"]
        return weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], Auth.api_key(key))  # EXPECT key-malformed|key-passed-wrongly


def login():
    return weaviate.connect_to_weaviate_cloud(
        cluster_url=os.environ["WEAVIATE_URL"],
        auth_credentials=Auth.client_password(os.environ["WEAVIATE_USER"], os.environ["WEAVIATE_PASSWORD"]),  # EXPECT oidc-password-login
    )


def token():
    return weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], Auth.bearer_token(os.environ["WEAVIATE_API_KEY"]))  # EXPECT key-passed-wrongly


def url_kw():
    return weaviate.connect_to_weaviate_cloud(
        url=os.environ["WEAVIATE_URL"],  # EXPECT client-api-mismatch|url-missing
        auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
    )


def listed():
    return weaviate.connect_to_weaviate_cloud(
        cluster_url=os.environ["WEAVIATE_URL"],
        auth_credentials=[Auth.api_key(os.environ["WEAVIATE_API_KEY"])],  # EXPECT key-passed-wrongly
    )


def nokey():
    return weaviate.connect_to_weaviate_cloud(cluster_url=os.environ["WEAVIATE_URL"])  # EXPECT key-missing|client-api-mismatch|key-passed-wrongly


def headers_key():
    return weaviate.connect_to_weaviate_cloud(
        cluster_url=os.environ["WEAVIATE_URL"],
        auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
        headers={"X-OpenAI-Api-Key": os.environ["OPENAI_API_KEY"]},
    )
