// Trusts a company root certificate besides the public ones, for REST and for gRPC.
// Node.js reads the setting only when it starts, so set it outside the program:
//   export NODE_EXTRA_CA_CERTS=/etc/ssl/company-root.pem
import weaviate from 'weaviate-client';

const key = process.env.WEAVIATE_API_KEY;
if (!key) throw new Error('Set WEAVIATE_API_KEY first');
if (!process.env.NODE_EXTRA_CA_CERTS) throw new Error('Set NODE_EXTRA_CA_CERTS first');

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
