import weaviate, { ApiKey } from 'weaviate-client';

const url = process.env.WEAVIATE_URL!;
export const one = await weaviate.connectToWeaviateCloud(url, {
  authCredentials: new ApiKey('weaviate-prod-8f3a2b9c1d7e'), // EXPECT key-in-source
});
export const two = await weaviate.connectToWeaviateCloud(url, {
  authCredentials: new ApiKey('YOUR-WEAVIATE-API-KEY'),  // EXPECT key-malformed UNSURE
});
export const three = await weaviate.connectToWeaviateCloud(url, {
  authCredentials: new ApiKey(process.env.WEAVIATE_API_KEY ?? 'my-weaviate-key-8f3a2b9c1d7e'),
});
