// Connects without any key, to a server that allows it, and prints its version.
import weaviate from 'weaviate-client';

const rest = new URL('https://your-cluster.c0.europe-west3.gcp.weaviate.cloud');
const grpc = new URL('https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443');

const client = await weaviate.connectToCustom({
  httpHost: rest.hostname,
  httpPort: Number(rest.port) || (rest.protocol === 'https:' ? 443 : 80),
  httpSecure: rest.protocol === 'https:',
  grpcHost: grpc.hostname,
  grpcPort: Number(grpc.port) || (grpc.protocol === 'https:' ? 443 : 80),
  grpcSecure: grpc.protocol === 'https:',
  // no authCredentials: nothing is sent
});
console.log('Connected, server version', (await client.getMeta()).version);
await client.close();
