import asyncio
import os
from weaviate import WeaviateAsyncClient, WeaviateClient
from weaviate.classes.init import Auth
from weaviate.connect import ConnectionParams

PARAMS = ConnectionParams.from_params(
    http_host="scan-sample.c0.us-east1.gcp.weaviate.cloud", http_port=443, http_secure=True,
    grpc_host="grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud", grpc_port=443, grpc_secure=True,
)


def typed(api_key: str) -> WeaviateClient:
    return WeaviateClient(PARAMS, auth_client_secret=api_key)  # EXPECT key-passed-wrongly


class Store:
    def __init__(self, settings):
        self.key = settings.weaviate_api_key
        self.auth = Auth.api_key(settings.weaviate_api_key)
        self.good = WeaviateClient(PARAMS, None, self.auth)
        self.bad = WeaviateAsyncClient(PARAMS, None, self.key)  # EXPECT key-passed-wrongly


async def main():
    async with WeaviateAsyncClient(
        connection_params=PARAMS,
        # EXPECT-NEXT key-passed-wrongly EXPECT-NEXT key-in-source
        auth_client_secret="c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ",
    ) as client:
        print(await client.is_ready())


creds = Auth.api_key(os.environ["WEAVIATE_API_KEY"]) if os.environ.get("SECURE") else None
client = WeaviateClient(connection_params=PARAMS, auth_client_secret=creds)
wrong = WeaviateClient(connection_params=PARAMS, auth_credentials=creds)  # EXPECT key-passed-wrongly
asyncio.run(main())
