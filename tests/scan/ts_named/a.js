import { weaviate } from 'weaviate-client';

const client = await weaviate.connectToLocal(); // EXPECT client-misused UNSURE
