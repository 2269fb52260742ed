// Connects without any key, to a server that allows it, and prints its version.
import weaviate from 'weaviate-client';

const rest = new URL('https://your-cluster.c0.europe-west3.gcp.weaviate.cloud');
const secure = rest.protocol === 'https:';

const client = await weaviate.connectToCustom({
  httpHost: rest.hostname,
  httpPort: Number(rest.port) || (secure ? 443 : 80),
  httpSecure: secure,
  grpcHost: 'grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud',
  grpcPort: secure ? 443 : 50051, // on a server of your own, often 50051
  grpcSecure: secure,
  // no authCredentials: nothing is sent
});
console.log('Connected, server version', (await client.getMeta()).version);
await client.close();
