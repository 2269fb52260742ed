import weaviate from 'weaviate-client';

const url = process.env.WEAVIATE_URL!;

test('refuses what it does not know', async () => {
  await expect(() => weaviate.connectToWeaviateCloud('')).rejects.toThrow();
  await expect(weaviate.connectToWeaviateCloud(url, { apiKey: process.env.WEAVIATE_API_KEY } as any)).rejects.toBeInstanceOf(Error);
  expect(() => weaviate.connectToWeaviateCloud('grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud')).toThrow();
  await weaviate.connectToWeaviateCloud(url, { apiKey: process.env.WEAVIATE_API_KEY } as any); // EXPECT key-passed-wrongly
});
