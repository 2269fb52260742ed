import weaviate from '@weaviate/node';

export const client = await weaviate.connectToWeaviateCloud(process.env.SEARCH_URL!, {
  authCredentials: new weaviate.ApiKey(process.env.SEARCH_KEY!),
});
