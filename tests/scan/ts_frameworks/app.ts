import weaviate from 'weaviate-client';
import { WeaviateStore } from '@langchain/weaviate';
import { WeaviateVectorStore } from '@llamaindex/weaviate';

const url = process.env.WEAVIATE_URL ?? '';
const apiKey = process.env.WEAVIATE_API_KEY ?? '';
const authCredentials = new weaviate.ApiKey(apiKey);

const late = weaviate.connectToWeaviateCloud(url, { authCredentials }); // EXPECT client-misused
await WeaviateStore.fromTexts(['a'], [{}], embeddings, { client: late, indexName: 'A' });

const ready = await weaviate.connectToWeaviateCloud(url, { authCredentials });
await WeaviateStore.fromTexts(['a'], [{}], embeddings, { client: ready, indexName: 'A' });

new WeaviateVectorStore({ indexName: 'A', cloudOptions: { clusterURL: url, apiKey } });
new WeaviateVectorStore({
  indexName: 'A',
  cloudOptions: { clusterURL: 'https://grpc-pq4lantern7.c0.europe-west3.gcp.weaviate.cloud', apiKey }, // EXPECT url-is-grpc-endpoint
});
