import static io.weaviate.client6.v1.api.WeaviateClient.connectToWeaviateCloud;
import io.weaviate.client6.v1.api.*;
class S {
  String url = System.getenv().get("WEAVIATE_URL");
  String key = System.getenv().getOrDefault("WEAVIATE_API_KEY", "");
  void a() { var c = connectToWeaviateCloud("console.weaviate.cloud", key); } // EXPECT url-is-console
  void b() { var c = WeaviateClient.connectToWeaviateCloud(url, ""); } // EXPECT key-empty|key-missing
  void d() {
    new okhttp3.Request.Builder().url(url + "/v1/meta").addHeader("Authorization", System.getenv("WEAVIATE_API_KEY")).build(); // EXPECT key-passed-wrongly
  }
  void e() {
    WeaviateClient.connectToCustom(c -> c.scheme("http").httpHost("abc.c0.us-east1.gcp.weaviate.cloud").authentication(Authentication.apiKey(key))); // EXPECT url-not-https
  }
  /** WeaviateClient.connectToWeaviateCloud("console.weaviate.cloud", "x") */
  void f() {}
}
