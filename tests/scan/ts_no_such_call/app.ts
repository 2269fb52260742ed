import weaviate from 'weaviate-client';

const url = process.env.WEAVIATE_URL ?? '';
const authCredentials = new weaviate.ApiKey(process.env.WEAVIATE_API_KEY ?? '');
await weaviate.connectToCloud(url, { authCredentials }); // EXPECT client-api-mismatch UNSURE
await weaviate.connectToWeaviateCloud(url, { authCredentials });
