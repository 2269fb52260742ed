"""Search service.

Do not do this: weaviate.Client("http://localhost:8080", auth_client_secret="x")
"""
from __future__ import annotations
import os
from dataclasses import dataclass
import weaviate as wv
from weaviate.classes.init import Auth as A, AdditionalConfig, Timeout
from weaviate.auth import AuthApiKey
from weaviate import connect_to_weaviate_cloud as connect, use_async_with_weaviate_cloud

API_KEY = os.getenv("WEAVIATE_API_KEY", "")
URL = os.environ.get("WCD_URL") or "https://console.weaviate.cloud"


@dataclass
class Settings:
    url: str = os.environ["WEAVIATE_URL"]
    key: str = os.environ["WEAVIATE_API_KEY"]
    init: int = 1


def make(settings: Settings):
    kwargs = {
        "cluster_url": settings.url,
        "api_key": settings.key,  # EXPECT client-api-mismatch|key-passed-wrongly
    }
    return connect(**kwargs)


def ok(settings: Settings):
    kwargs = dict(cluster_url=settings.url, auth_credentials=A.api_key(settings.key))
    kwargs["additional_config"] = AdditionalConfig(timeout=Timeout(init=30))
    return connect(**kwargs)


def short():
    return wv.connect_to_weaviate_cloud(
        cluster_url=os.environ["WEAVIATE_URL"],
        auth_credentials=A.api_key(API_KEY),
        additional_config=AdditionalConfig(timeout=Timeout(init=0.5, query=60)),  # EXPECT grpc-slow
    )


async def async_wrong():
    client = wv.WeaviateAsyncClient(
        connection_params=wv.connect.ConnectionParams.from_url(os.environ["WEAVIATE_URL"], grpc_port=443),
        auth_client_secret=API_KEY,  # EXPECT key-passed-wrongly
    )
    await client.connect()


async def async_ok():
    async with use_async_with_weaviate_cloud(cluster_url=os.environ["WEAVIATE_URL"], auth_credentials=AuthApiKey(API_KEY)) as c:
        return await c.is_ready()


def headers_wrong():
    import httpx
    return httpx.get(f"{os.environ['WEAVIATE_URL']}/v1/meta", headers={"Authorization": API_KEY})  # EXPECT key-passed-wrongly


def headers_ok():
    import httpx
    return httpx.get(f"{os.environ['WEAVIATE_URL']}/v1/meta", headers={"authorization": f"Bearer {API_KEY}"})


def other_db():
    import qdrant_client
    return qdrant_client.QdrantClient(url="https://x.qdrant.io", api_key="not-ours")


def openai():
    from openai import OpenAI
    return OpenAI(api_key=os.environ["OPENAI_API_KEY"])
