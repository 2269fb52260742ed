// Sends REST and gRPC through the proxy that HTTPS_PROXY names.
// Needs: npm install undici
import { ProxyAgent, setGlobalDispatcher } from 'undici';
import weaviate from 'weaviate-client';

const key = process.env.WEAVIATE_API_KEY;
if (!key) throw new Error('Set WEAVIATE_API_KEY first');
const proxy = process.env.HTTPS_PROXY;
if (!proxy) throw new Error('Set HTTPS_PROXY first');

setGlobalDispatcher(new ProxyAgent(proxy)); // REST: the client uses the built-in fetch

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
  proxies: { grpc: proxy }, // gRPC; the cloud function has no such option
});
console.log('Connected, server version', (await client.getMeta()).version);
await client.close();
