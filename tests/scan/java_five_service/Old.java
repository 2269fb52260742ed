package x;
import io.weaviate.client.Config;
import io.weaviate.client.WeaviateAuthClient;
import io.weaviate.client.WeaviateClient;
import java.util.Map;

class Old {
  static final String HARD = "amF2YWtleS1ub3QtcmVhbC1sb25nLTAwMDAwMDI"; // EXPECT key-in-source
  void ok() throws Exception {
    Config config = new Config("https", System.getenv("WEAVIATE_HOST"));
    WeaviateClient c = WeaviateAuthClient.apiKey(config, System.getenv("WEAVIATE_API_KEY"));
    WeaviateClient d = WeaviateAuthClient.apiKey(config, HARD);
  }
  void plain() throws Exception {
    Config config = new Config("http", "abc.c0.us-east1.gcp.weaviate.cloud"); // EXPECT url-not-https
    WeaviateAuthClient.apiKey(config, System.getenv("WEAVIATE_API_KEY"));
  }
  void header() {
    Config config = new Config("https", System.getenv("WEAVIATE_HOST"), Map.of("Authorization", System.getenv("WEAVIATE_API_KEY"))); // EXPECT key-passed-wrongly
    new WeaviateClient(config);
  }
  void login() throws Exception {
    WeaviateAuthClient.clientPassword(new Config("https", System.getenv("WEAVIATE_HOST")), "me@example.com", System.getenv("PW"), null); // EXPECT oidc-password-login
  }
}
