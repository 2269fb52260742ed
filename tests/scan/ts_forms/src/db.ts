import weaviateClient, { ApiKey as Key, connectToWeaviateCloud as connect, type WeaviateClient } from 'weaviate-client';
import { settings } from './settings';

const { WEAVIATE_URL, WEAVIATE_API_KEY = '' } = process.env;

export const good: Promise<WeaviateClient> = connect(WEAVIATE_URL!, { authCredentials: new Key(WEAVIATE_API_KEY) });
export const text = connect(WEAVIATE_URL!, { authCredentials: settings.weaviateApiKey, headers: {} });
export const lost = connect(WEAVIATE_URL!, WEAVIATE_API_KEY); // EXPECT key-passed-wrongly
export const object = weaviateClient.connectToWeaviateCloud(WEAVIATE_URL!, new Key(WEAVIATE_API_KEY)); // EXPECT key-passed-wrongly
export const renamed = connect(WEAVIATE_URL!, {
  apiKey: WEAVIATE_API_KEY, // EXPECT key-passed-wrongly
  timeout: { init: 1, query: 30 }, // EXPECT grpc-slow
} as any);
export const inner = connect(WEAVIATE_URL!, { authCredentials: { apiKey: WEAVIATE_API_KEY } as any }); // EXPECT key-passed-wrongly
export const none = connect(WEAVIATE_URL!); // EXPECT key-missing
export const only = connect(WEAVIATE_URL!, { headers: { 'X-OpenAI-Api-Key': process.env.OPENAI_API_KEY! } }); // EXPECT key-missing
export const header = connect(WEAVIATE_URL!, { headers: { 'X-Weaviate-Api-Key': WEAVIATE_API_KEY } }); // EXPECT key-passed-wrongly
export const raw = connect(WEAVIATE_URL!, { headers: { Authorization: WEAVIATE_API_KEY } }); // EXPECT key-passed-wrongly
export const bearer = connect(WEAVIATE_URL!, { headers: { Authorization: `Bearer ${WEAVIATE_API_KEY}` } });
export const twice = connect(WEAVIATE_URL!, { authCredentials: new Key(`Bearer ${WEAVIATE_API_KEY}`) }); // EXPECT key-malformed
export const old = (weaviateClient as any).client({ scheme: 'https', host: process.env.WEAVIATE_HOST, apiKey: new Key(WEAVIATE_API_KEY) }); // EXPECT client-api-mismatch
export const spread = (more: object) => connect(WEAVIATE_URL!, { ...more });

export async function open(options?: Parameters<typeof connect>[1]) {
  return connect(WEAVIATE_URL!, options);
}

export function typed(apiKey: string) {
  return connect(WEAVIATE_URL!, apiKey as never); // EXPECT key-passed-wrongly
}

export const custom = weaviateClient.connectToCustom({
  httpHost: 'scan-sample.c0.us-east1.gcp.weaviate.cloud',
  httpPort: 443,
  httpSecure: true,
  grpcHost: 'scan-sample.c0.us-east1.gcp.weaviate.cloud', // EXPECT grpc-wrong-endpoint
  grpcPort: 50051,
  grpcSecure: true,
  authCredentials: new Key(WEAVIATE_API_KEY),
});
export const local = weaviateClient.connectToLocal({ port: 8080 });
export const ready = weaviateClient.connectToCustom({
  httpHost: 'scan-sample.c0.us-east1.gcp.weaviate.cloud', httpPort: 443, httpSecure: true,
  grpcHost: 'grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud', grpcPort: 443, grpcSecure: true,
  authCredentials: new Key(WEAVIATE_API_KEY),
});
