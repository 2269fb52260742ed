import weaviate, { ApiKey } from 'weaviate-client';
const host: string = `https://${process.env.HOST}`;
const client = await weaviate.connectToWeaviateCloud(host, { authCredentials: '{key}', timeout: { init: 1 } });
await fetch(`${host}/v1/meta`, { headers: { Authorization: `${process.env.NEXT_PUBLIC_WEAVIATE_API_KEY}` } });
