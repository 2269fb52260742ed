// The key as a bare string, which this client takes.
import weaviate from 'weaviate-client';

const client = await weaviate.connectToWeaviateCloud(
  'https://your-cluster.c0.europe-west3.gcp.weaviate.cloud',
  { authCredentials: process.env.WEAVIATE_API_KEY },
);
console.log('Connected, server version', (await client.getMeta()).version);
