const { default: weaviate, ApiKey } = require('weaviate-ts-client');

const good = weaviate.client({ scheme: 'https', host: process.env.WEAVIATE_HOST, apiKey: new ApiKey(process.env.WEAVIATE_API_KEY) });
const text = weaviate.client({ scheme: 'https', host: process.env.WEAVIATE_HOST, apiKey: process.env.WEAVIATE_API_KEY }); // EXPECT key-passed-wrongly
const plain = weaviate.client({
  scheme: 'http', // EXPECT url-not-https
  host: 'scan-sample.c0.us-east1.gcp.weaviate.cloud',
  apiKey: new ApiKey(process.env.WEAVIATE_API_KEY),
});
const scheme = weaviate.client({ scheme: 'https', host: 'https://scan-sample.c0.us-east1.gcp.weaviate.cloud', apiKey: new ApiKey('KEY') }); // EXPECT url-malformed
const later = weaviate.connectToWeaviateCloud('scan-sample.c0.us-east1.gcp.weaviate.cloud', {}); // EXPECT client-too-old
const localhost = weaviate.client({ scheme: 'http', host: 'localhost:8080' });
