import io.weaviate.client6.v1.api.WeaviateClient;
import io.weaviate.client6.v1.api.Authentication;

public class App {
  private static final String KEY = System.getenv("WEAVIATE_API_KEY");

  void ok() throws Exception {
    try (WeaviateClient client = WeaviateClient.connectToWeaviateCloud(System.getenv("WEAVIATE_URL"), KEY)) {
      System.out.println(client.isReady());
    }
  }

  void custom() {
    WeaviateClient.connectToCustom(c -> c
        .scheme("https").httpHost("abc.c0.us-east1.gcp.weaviate.cloud").httpPort(443)
        .grpcHost("grpc-abc.c0.us-east1.gcp.weaviate.cloud").grpcPort(443)
        .authentication(Authentication.apiKey(KEY)));
  }

  void header() {
    WeaviateClient.connectToCustom(c -> c
        .scheme("https").httpHost(System.getenv("WEAVIATE_HOST"))
        .setHeader("Authorization", KEY)); // EXPECT key-passed-wrongly
  }

  void bearer() {
    WeaviateClient.connectToWeaviateCloud(System.getenv("WEAVIATE_URL"), "Bearer " + KEY); // EXPECT key-malformed|key-passed-wrongly
  }

  void grpc() {
    WeaviateClient.connectToWeaviateCloud("https://grpc-abc.c0.us-east1.gcp.weaviate.cloud", KEY); // EXPECT url-is-grpc-endpoint
  }

  void password() {
    WeaviateClient.connectToCustom(c -> c.httpHost(System.getenv("WEAVIATE_HOST")).scheme("https")
        .authentication(Authentication.resourceOwnerPassword("me@example.com", System.getenv("PW"), java.util.List.of()))); // EXPECT oidc-password-login
  }

  void http() throws Exception {
    java.net.http.HttpRequest.newBuilder(java.net.URI.create(System.getenv("WEAVIATE_URL") + "/v1/meta"))
        .header("Authorization", KEY).build(); // EXPECT key-passed-wrongly
    java.net.http.HttpRequest.newBuilder(java.net.URI.create(System.getenv("WEAVIATE_URL") + "/v1/meta"))
        .header("Authorization", "Bearer " + KEY).build();
  }
}
