import weaviate from '@weaviate/node';
import web, { ApiKey } from '@weaviate/web';

export const one = await weaviate.connectToWeaviateCloud(process.env.WEAVIATE_URL!, {
  apiKey: process.env.WEAVIATE_API_KEY!, // EXPECT key-passed-wrongly
});
export const two = await web.connectToWeaviateCloud('https://console.weaviate.cloud', { // EXPECT url-is-console
  authCredentials: new ApiKey(process.env.WEAVIATE_API_KEY!),
});
export const three = await web.connectToWeaviateCloud(process.env.WEAVIATE_URL!, {
  authCredentials: ApiKey(process.env.WEAVIATE_API_KEY!), // EXPECT key-passed-wrongly
});
export const four = await weaviate.connectToWeaviateCloud(process.env.WEAVIATE_URL!, {
  authCredentials: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY!),
});
