import weaviate from 'weaviate-client';
import { PUBLIC_WEAVIATE_API_KEY } from '$env/static/public'; // EXPECT key-exposed-to-browser

const client = await weaviate.connectToLocal();
await client.schema.getter().do(); // EXPECT client-api-mismatch
client.collections.get('Article');
const config = useRuntimeConfig();
await weaviate.connectToWeaviateCloud(process.env.WEAVIATE_URL!, {
  authCredentials: new weaviate.ApiKey(config.public.weaviateApiKey), // EXPECT key-exposed-to-browser
});
await weaviate.connectToWeaviateCloud(process.env.WEAVIATE_URL!, { authCredentials: PUBLIC_WEAVIATE_API_KEY });
await weaviate.connectToWeaviateCloud('localhost', { authCredentials: config.weaviateApiKey }); // EXPECT local-address
