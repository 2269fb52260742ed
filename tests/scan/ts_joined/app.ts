const url = 'http://scan-sample.c0.us-east1.gcp.weaviate.cloud'; // EXPECT url-not-https
const right = 'https://scan-sample.c0.us-east1.gcp.weaviate.cloud';
const config = { base: 'http://other-sample.c0.us-east1.gcp.weaviate.cloud' }; // EXPECT url-not-https
const headers = { Authorization: `Bearer ${process.env.WEAVIATE_API_KEY}` };

export const meta = () => fetch(`${url}/v1/meta`, { headers });
export const schema = () => fetch(config.base + '/v1/schema', { headers });
export const nodes = () => fetch(new URL('/v1/nodes', url), { headers });
export const ok = () => fetch(`${right}/v1/meta`, { headers });
