// Takes off what often clings to a copied key: white space, quotes, the word Bearer.
import io.weaviate.client6.v1.api.Authentication;
import io.weaviate.client6.v1.api.WeaviateClient;
import java.net.URI;

class ConnectCleanKeySelfHosted {
  public static void main(String[] args) throws Exception {
    String key = System.getenv().getOrDefault("WEAVIATE_API_KEY", "")
        .replaceAll("^[\\s\"']+|[\\s\"']+$", "").replaceFirst("^Bearer\\s+", "");
    if (key.isEmpty()) throw new IllegalStateException("WEAVIATE_API_KEY is empty");
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
