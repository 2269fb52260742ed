// Sends REST and gRPC through the proxy that HTTPS_PROXY names.
// Needs: npm install undici
import { ProxyAgent, setGlobalDispatcher } from 'undici';
import weaviate from 'weaviate-client';

const key = process.env.WEAVIATE_API_KEY;
if (!key) throw new Error('Set WEAVIATE_API_KEY first');
const proxy = process.env.HTTPS_PROXY;
if (!proxy) throw new Error('Set HTTPS_PROXY first');

setGlobalDispatcher(new ProxyAgent(proxy)); // REST: the client uses the built-in fetch

const client = await weaviate.connectToCustom({
  httpHost: new URL('https://your-cluster.c0.europe-west3.gcp.weaviate.cloud').hostname,
  httpPort: 443,
  httpSecure: true,
  grpcHost: 'grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud',
  grpcPort: 443,
  grpcSecure: true,
  authCredentials: new weaviate.ApiKey(key),
  proxies: { grpc: proxy }, // gRPC; connectToWeaviateCloud has no such option
});
console.log('Connected, server version', (await client.getMeta()).version);
await client.close();
