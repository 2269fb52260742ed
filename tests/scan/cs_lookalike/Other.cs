using Other.Client;

// Weaviate is not used here.
var client = await Connect.Cloud("https://console.weaviate.cloud");
