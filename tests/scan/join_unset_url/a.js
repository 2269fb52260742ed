const weaviate = require('weaviate-client').default;

weaviate.connectToWeaviateCloud(process.env.WCD_CLUSTER_URL, { // EXPECT url-missing UNSURE
  authCredentials: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY),
});
