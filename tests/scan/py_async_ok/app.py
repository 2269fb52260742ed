import asyncio
import weaviate


async def main():
    async with weaviate.use_async_with_local() as client:
        await client.is_ready()
    other = weaviate.use_async_with_local()
    await other.connect()
    await asyncio.gather(other.is_ready(), other.is_live())
    task = other.connect()
    await task
    asyncio.run(other.close())
    with weaviate.connect_to_local() as sync:
        sync.is_ready()
    sync.connect()
    with timer(), weaviate.connect_to_local():
        pass
