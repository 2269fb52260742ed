// No key at all.
import weaviate from 'weaviate-client';

const client = await weaviate.connectToWeaviateCloud(
  'https://your-cluster.c0.europe-west3.gcp.weaviate.cloud',
);
console.log('Connected, server version', (await client.getMeta()).version);
