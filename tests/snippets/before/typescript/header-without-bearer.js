// The key in a header of one's own, without the word Bearer.
import weaviate from 'weaviate-client';

const client = await weaviate.connectToWeaviateCloud(
  'https://your-cluster.c0.europe-west3.gcp.weaviate.cloud',
  { headers: { Authorization: process.env.WEAVIATE_API_KEY } },
);
console.log('Connected, server version', (await client.getMeta()).version);
