import weaviate, { ApiKey, type WeaviateClient } from 'weaviate-client';
import * as wv from 'weaviate-client';
import { connectToWeaviateCloud as connect } from 'weaviate-client';

const { WEAVIATE_URL, WEAVIATE_API_KEY } = process.env;

export async function a(): Promise<WeaviateClient> {
  const options = {
    apiKey: WEAVIATE_API_KEY, // EXPECT key-passed-wrongly
    timeout: { init: 30 },
  };
  return weaviate.connectToWeaviateCloud(WEAVIATE_URL!, options);
}
export const b = () => connect(WEAVIATE_URL as string, { authCredentials: new ApiKey(WEAVIATE_API_KEY ?? '') });
export const c = () => wv.connectToWeaviateCloud(WEAVIATE_URL!, new wv.ApiKey(WEAVIATE_API_KEY!)); // EXPECT key-passed-wrongly
export const d = () => weaviate.connectToWeaviateCloud('https://console.weaviate.cloud/cluster', { authCredentials: WEAVIATE_API_KEY }); // EXPECT url-is-console
export const e = () =>
  weaviate.connectToWeaviateCloud(WEAVIATE_URL!, {
    authCredentials: new weaviate.AuthUserPasswordCredentials({ // EXPECT oidc-password-login|mfa-blocks-browser-app
      username: process.env.USER_EMAIL!,
      password: process.env.USER_PASSWORD!,
    }),
  });
export const f = () => weaviate.connectToWeaviateCloud(WEAVIATE_URL!, { authCredentials: new weaviate.ApiKey(`Bearer ${WEAVIATE_API_KEY}`) }); // EXPECT key-malformed|key-passed-wrongly
export const g = () => weaviate.connectToWeaviateCloud(WEAVIATE_URL!, { authCredentials: WEAVIATE_API_KEY!, timeout: { init: 1 } }); // EXPECT grpc-slow
export const h = (client: WeaviateClient) => fetch(`${WEAVIATE_URL}/v1/meta`, { headers: { Authorization: WEAVIATE_API_KEY! } }); // EXPECT key-passed-wrongly
export const i = () => fetch(`${WEAVIATE_URL}/v1/meta`, { headers: { Authorization: `Bearer ${WEAVIATE_API_KEY}` } });
export const j = () => weaviate.connectToCustom({
  httpHost: 'abc.c0.us-east1.gcp.weaviate.cloud',
  httpPort: 443,
  httpSecure: true,
  grpcHost: 'grpc-abc.c0.us-east1.gcp.weaviate.cloud',
  grpcPort: 443,
  grpcSecure: true,
  authCredentials: new weaviate.ApiKey(WEAVIATE_API_KEY!),
});
export const k = () => weaviate.connectToWeaviateCloud(WEAVIATE_URL!, { authCredential: new weaviate.ApiKey(WEAVIATE_API_KEY!) }); // EXPECT key-passed-wrongly
const shared = { authCredentials: new weaviate.ApiKey(WEAVIATE_API_KEY!) };
export const l = () => weaviate.connectToWeaviateCloud(WEAVIATE_URL!, { ...shared, headers: { 'X-OpenAI-Api-Key': process.env.OPENAI_APIKEY! } });
export const m = new Pinecone({ apiKey: 'sk-other-library-kjh2k3jh4k2j3h4' });
export const n = weaviate.client({ scheme: 'https', host: 'abc.weaviate.network', apiKey: new weaviate.ApiKey(WEAVIATE_API_KEY!) }); // EXPECT client-api-mismatch
