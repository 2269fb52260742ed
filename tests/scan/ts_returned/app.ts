import weaviate from 'weaviate-client';

function apiKey(): string {
  return process.env.WEAVIATE_API_KEY ?? '';
}
const short = () => process.env.WEAVIATE_API_KEY!;
const options = () => ({ authCredentials: new weaviate.ApiKey(apiKey()) });

await weaviate.connectToWeaviateCloud(process.env.WEAVIATE_URL!, apiKey()); // EXPECT key-passed-wrongly
await weaviate.connectToWeaviateCloud(process.env.WEAVIATE_URL!, short()); // EXPECT key-passed-wrongly
await weaviate.connectToWeaviateCloud(process.env.WEAVIATE_URL!, options());
await weaviate.connectToWeaviateCloud(process.env.WEAVIATE_URL!, { authCredentials: short() });
