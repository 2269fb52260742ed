import { connectToWeaviateCloud, ApiKey, type WeaviateClient } from 'weaviate-client';
import db, { Filters } from 'weaviate-client';

export const client: WeaviateClient = await connectToWeaviateCloud(process.env.WEAVIATE_URL!, {
  authCredentials: new ApiKey(process.env.WEAVIATE_API_KEY!),
});
export const other = await db.connectToLocal();
