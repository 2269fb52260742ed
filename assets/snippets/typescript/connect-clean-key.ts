// Takes off what often clings to a copied key: white space, quotes, the word Bearer.
import weaviate from 'weaviate-client';

const key = (process.env.WEAVIATE_API_KEY ?? '')
  .replace(/^[\s"']+|[\s"']+$/g, '')
  .replace(/^Bearer\s+/, '');
if (!key) throw new Error('WEAVIATE_API_KEY is empty: set it where this program runs');

const client = await weaviate.connectToWeaviateCloud(
  'https://your-cluster.c0.europe-west3.gcp.weaviate.cloud',
  { authCredentials: new weaviate.ApiKey(key) },
);
console.log('Connected, server version', (await client.getMeta()).version);
await client.close();
