import weaviate from 'weaviate-client';

export const client = await weaviate.connectToWeaviateCloud('WEAVIATE_INSTANCE_URL', { authCredentials: new weaviate.ApiKey('your-api-key') });
