// Sends the model provider's key beside the Weaviate key, in the provider's own header.
import weaviate from 'weaviate-client';

const key = process.env.WEAVIATE_API_KEY;
if (!key) throw new Error('Set WEAVIATE_API_KEY first');
const providerKey = process.env.OPENAI_API_KEY;
if (!providerKey) throw new Error('Set OPENAI_API_KEY first');

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
  headers: { 'X-OpenAI-Api-Key': providerKey }, // other providers: other names
});
console.log('Connected, server version', (await client.getMeta()).version);
await client.close();
