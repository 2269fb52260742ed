import weaviate from "weaviate-client"; 
export const c = weaviate.connectToWeaviateCloud(process.env.WEAVIATE_URL, { authCredentials: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY) }); 
export const o = weaviate.client({ scheme: "https", host: "x" });  // EXPECT client-api-mismatch
