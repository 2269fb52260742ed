import io.weaviate.client.*;
class A { void f() throws Exception {
  Config config = new Config("http", "https://abc.weaviate.cloud");
  WeaviateClient client = WeaviateAuthClient.apiKey(config, "{key}");
  var c = WeaviateClient.connectToWeaviateCloud("abc", System.getenv("WEAVIATE_URL"));
} }
