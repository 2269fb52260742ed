import asyncio
import os
import weaviate
from weaviate import WeaviateAsyncClient, use_async_with_custom, use_async_with_local as local
from weaviate.connect import ConnectionParams

PARAMS = ConnectionParams.from_params("db", 8080, False, "db", 50051, False)


async def opened():
    with local() as client:  # EXPECT client-misused
        await client.is_ready()
    made = weaviate.use_async_with_local()
    with made:  # EXPECT client-misused
        await made.is_ready()
    with open("x") as file, weaviate.use_async_with_local() as third:  # EXPECT client-misused
        await third.is_ready()
    async with weaviate.connect_to_local() as other:  # EXPECT client-misused
        other.is_ready()


async def connected():
    client = WeaviateAsyncClient(connection_params=PARAMS)
    client.connect()  # EXPECT client-misused
    client.close()  # EXPECT client-misused
    sync = await weaviate.connect_to_local()  # EXPECT client-misused


class Store:
    def __init__(self):
        self.client = weaviate.use_async_with_local()

    async def start(self):
        self.client.connect()  # EXPECT client-misused
