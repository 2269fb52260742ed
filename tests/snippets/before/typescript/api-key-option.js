// The key under a name that the client ignores.
import weaviate from 'weaviate-client';

const client = await weaviate.connectToWeaviateCloud(
  'https://your-cluster.c0.europe-west3.gcp.weaviate.cloud',
  { apiKey: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY) },
);
console.log('Connected, server version', (await client.getMeta()).version);
