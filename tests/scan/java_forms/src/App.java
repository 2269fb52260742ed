import io.weaviate.client.Config;
import io.weaviate.client.WeaviateAuthClient;
import io.weaviate.client.WeaviateClient;
import java.net.URI;
import java.net.http.HttpRequest;

public class App {
  private static final String HOST = "scan-sample.c0.us-east1.gcp.weaviate.cloud";

  WeaviateClient good() throws Exception {
    Config config = new Config("https", HOST);
    return WeaviateAuthClient.apiKey(config, System.getenv("WEAVIATE_API_KEY"));
  }

  WeaviateClient plain() throws Exception {
    Config config = new Config("http", HOST); // EXPECT url-not-https
    return WeaviateAuthClient.apiKey(config, "Bearer " + System.getenv("WEAVIATE_API_KEY")); // EXPECT key-malformed
  }

  WeaviateClient without() {
    Config config = new Config("https", HOST);
    return new WeaviateClient(config); // EXPECT key-missing
  }

  WeaviateClient person() throws Exception {
    return WeaviateAuthClient.clientPassword(new Config("https", HOST), "me", System.getenv("P"), null); // EXPECT oidc-password-login
  }

  WeaviateClient written() throws Exception {
    return WeaviateAuthClient.apiKey(new Config("https", "https://" + HOST), // EXPECT url-malformed
        "Tm90QVJlYWxLZXk6c2NhbjowMDAwMDAwMg"); // EXPECT key-in-source
  }

  HttpRequest request() {
    String key = System.getenv("WEAVIATE_API_KEY");
    HttpRequest.newBuilder(URI.create(System.getenv("WEAVIATE_URL") + "/v1/meta")).header("Authorization", "Bearer " + key).build();
    return HttpRequest.newBuilder()
        .uri(URI.create(System.getenv("WEAVIATE_URL") + "/v1/meta"))
        .header("Authorization", key) // EXPECT key-passed-wrongly
        .build();
  }

  HttpRequest other() {
    return HttpRequest.newBuilder(URI.create("https://api.example.com/x")).header("Authorization", System.getenv("X_TOKEN")).build();
  }

  String help = "WeaviateClient.connectToWeaviateCloud(\"https://console.weaviate.cloud\", key)";
}
