// Connects to a server of your own with an API key and prints its version.
import io.weaviate.client6.v1.api.Authentication;
import io.weaviate.client6.v1.api.WeaviateClient;
import java.net.URI;

class ConnectSelfHosted {
  public static void main(String[] args) throws Exception {
    String key = System.getenv("WEAVIATE_API_KEY");
    if (key == null) throw new IllegalStateException("Set WEAVIATE_API_KEY first");
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");
    URI grpc = URI.create("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");

    try (WeaviateClient client = WeaviateClient.connectToCustom(config -> config
        .scheme(rest.getScheme()) // first: it sets both ports
        .httpHost(rest.getHost())
        .httpPort(rest.getPort())
        .grpcHost(grpc.getHost())
        .grpcPort(grpc.getPort())
        .authentication(Authentication.apiKey(key)))) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
