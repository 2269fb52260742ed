import weaviate from 'weaviate-client';

export const client = await weaviate.connectToCustom({
  httpHost: 'db.example.com',
  headers: { 'X-Weaviate-Api-Key': process.env.WEAVIATE_API_KEY! }, // EXPECT key-passed-wrongly UNSURE
});
