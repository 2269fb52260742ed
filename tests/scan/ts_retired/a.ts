import weaviate from 'weaviate-client';

const host = 'recipes-0abc12.weaviate.network'; // EXPECT cluster-url-outdated UNSURE
export const client = await weaviate.connectToWeaviateCloud(`https://${host}`, {
  authCredentials: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY!),
});
