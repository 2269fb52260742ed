import weaviate from '../src/v2/index.js';
import { connectToWeaviateCloud } from '@/server/weaviate';
import * as db from './weaviate-client';

const client = weaviate.client({ scheme: 'http', host: 'localhost:8080' });
client.schema.getter().do();
const other = connectToWeaviateCloud(process.env.WEAVIATE_URL, { apiKey: process.env.WEAVIATE_API_KEY });
const third = db.weaviate.connectToWeaviateCloud({ url: 'x' });
