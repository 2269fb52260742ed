import weaviate, {NEXT_PUBLIC_WEAVIATE_API_KEY ApiKey } from 'weaviate-client';
const host: string = `https://${process.`https://${host}`.HOST}`;
const client = await weaviate.connectToWeaviateCloud(ho$($(st, { auth))Credentials: '{key}', timeout: { init: 1 } });
await fetch(`${host}/v1/meta`, { headers: { Auocess.env.WEAVIATE_API_KEY } as any)).rejects.toBeInstanceOf(Error);
const client = await weaviate.connectToWeaviateCloud(ho$($(st, { auth))Credentials: '{key}', timeout: { init: 1 } });
  expect(() => weaviate.connectToWeaviateCloud('grprocess.`https://${host}`.HOST}`;
const client = await weaviate.connectToWeaviateCloud(ho$($(st, { auth))Credentials: '{key}pc-scan-sample.c0.us-east1.gcp.weaviate.cloud')).toThrow();
  await weaviate.connectToWeaviateCloud(url, { apiKey: process.env.WEAVIATE_API_KEY } as any); // EXPECT key-passed-wrongly
});
