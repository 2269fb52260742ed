// A call of version 2, weaviate-ts-client.
import weaviate from 'weaviate-client';

const client = weaviate.client({
  scheme: 'https',
  host: 'your-cluster.c0.europe-west3.gcp.weaviate.cloud',
  apiKey: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY),
});
console.log('Connected, server version', (await client.misc.metaGetter().do()).version);
