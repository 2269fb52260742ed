import weaviate from 'weaviate-client';

const url = process.env.WEAVIATE_URL!;
const auth = new weaviate.ApiKey(process.env.WEAVIATE_API_KEY!);

weaviate.connectToWeaviateCloud(url, { auth: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY!) } as any); // EXPECT key-passed-wrongly
weaviate.connectToWeaviateCloud(url, { auth } as any); // EXPECT key-passed-wrongly
weaviate.connectToWeaviateCloud(url, { authCredentials: auth, timeout: { query: 5, insert: 20 } });
weaviate.connectToWeaviateCloud(url, { authCredentials: auth, timeout: { query: 30, insert: 0.9 } }); // EXPECT network-slow
weaviate.connectToWeaviateCloud(' https://scan-sample.c0.us-east1.gcp.weaviate.cloud', { authCredentials: auth }); // EXPECT url-malformed
weaviate.connectToWeaviateCloud('https://https://scan-sample.c0.us-east1.gcp.weaviate.cloud', { authCredentials: auth }); // EXPECT url-malformed
weaviate.connectToWeaviateCloud('https://scan-sample.c0.us-east1.gcp.weaviate.cloud:443/v1', { authCredentials: auth });
weaviate.connectToWeaviateCloud('scan-sample.c0.us-east1.gcp.weaviate.cloud', { authCredentials: auth });




weaviate.connectToWeaviateCloud(url, { authCredentials: 'team-rag-prod-key' }); // EXPECT key-in-source
