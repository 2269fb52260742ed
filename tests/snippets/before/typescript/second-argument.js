// The key as the second argument, which is ignored.
import weaviate from 'weaviate-client';

const client = await weaviate.connectToWeaviateCloud(
  'https://your-cluster.c0.europe-west3.gcp.weaviate.cloud',
  process.env.WEAVIATE_API_KEY,
);
console.log('Connected, server version', (await client.getMeta()).version);
