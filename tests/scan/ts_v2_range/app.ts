import weaviate from 'weaviate-ts-client';
export const c = weaviate.client({ scheme: 'https', host: process.env.WEAVIATE_HOST!, apiKey: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY!) });
export const d = weaviate.client({ scheme: 'http', host: 'abc.c0.us-east1.gcp.weaviate.cloud', apiKey: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY!) }); // EXPECT url-not-https
export const e = weaviate.client({ scheme: 'https', host: 'https://abc.c0.us-east1.gcp.weaviate.cloud', apiKey: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY!) }); // EXPECT url-malformed
export const f = weaviate.client({ scheme: 'https', host: process.env.WEAVIATE_HOST!, headers: { Authorization: process.env.WEAVIATE_API_KEY! } }); // EXPECT key-passed-wrongly
