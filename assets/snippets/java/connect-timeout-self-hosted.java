// Gives the start-up requests more time and prints the server's version.
import io.weaviate.client6.v1.api.Authentication;
import io.weaviate.client6.v1.api.WeaviateClient;
import java.net.URI;

class ConnectTimeoutSelfHosted {
  public static void main(String[] args) throws Exception {
    String key = System.getenv("WEAVIATE_API_KEY");
    if (key == null) throw new IllegalStateException("Set WEAVIATE_API_KEY first");
    // Seconds for start-up, query and insert: 30, 60 and 120 unless you set them.
    // This client always makes its start-up requests; no option skips them.
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");
    URI grpc = URI.create("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");

    try (WeaviateClient client = WeaviateClient.connectToCustom(config -> config
        .scheme(rest.getScheme()) // first: it sets both ports
        .httpHost(rest.getHost())
        .httpPort(rest.getPort())
        .grpcHost(grpc.getHost())
        .grpcPort(grpc.getPort())
        .authentication(Authentication.apiKey(key))
        .timeout(60, 120, 240))) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
