// Gives the start-up checks more time; the second choice below skips them.
import weaviate from 'weaviate-client';

const key = process.env.WEAVIATE_API_KEY;
if (!key) throw new Error('Set WEAVIATE_API_KEY first');

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
  // Seconds. The start-up check waits for "init": 2 seconds unless you set it.
  timeout: { init: 30, query: 60, insert: 120 },
  // Second choice, on a stable network: contact nothing before the first request.
  // skipInitChecks: true,
});
console.log('Connected, server version', (await client.getMeta()).version);
await client.close();
