// Connects with an API key and prints the server's version.
import weaviate from 'weaviate-client';

const key = process.env.WEAVIATE_API_KEY;
if (!key) throw new Error('Set WEAVIATE_API_KEY first');

const client = await weaviate.connectToWeaviateCloud(
  'https://your-cluster.c0.europe-west3.gcp.weaviate.cloud',
  { authCredentials: new weaviate.ApiKey(key) },
);
console.log('Connected, server version', (await client.getMeta()).version);
await client.close();
