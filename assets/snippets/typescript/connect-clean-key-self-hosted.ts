// Takes off what often clings to a copied key: white space, quotes, the word Bearer.
import weaviate from 'weaviate-client';

const key = (process.env.WEAVIATE_API_KEY ?? '')
  .replace(/^[\s"']+|[\s"']+$/g, '')
  .replace(/^Bearer\s+/, '');
if (!key) throw new Error('WEAVIATE_API_KEY is empty: set it where this program runs');

const rest = new URL('https://your-cluster.c0.europe-west3.gcp.weaviate.cloud');
const grpc = new URL('https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443');

const client = await weaviate.connectToCustom({
  httpHost: rest.hostname,
  httpPort: Number(rest.port) || (rest.protocol === 'https:' ? 443 : 80),
  httpSecure: rest.protocol === 'https:',
  grpcHost: grpc.hostname,
  grpcPort: Number(grpc.port) || (grpc.protocol === 'https:' ? 443 : 80),
  grpcSecure: grpc.protocol === 'https:',
  authCredentials: new weaviate.ApiKey(key),
});
console.log('Connected, server version', (await client.getMeta()).version);
await client.close();
