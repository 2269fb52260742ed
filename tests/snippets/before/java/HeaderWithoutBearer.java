// The key in a header of one's own, without the word Bearer.
import io.weaviate.client6.v1.api.WeaviateClient;

class HeaderWithoutBearer {
  public static void main(String[] args) throws Exception {
    try (WeaviateClient client = WeaviateClient.connectToCustom(config -> config
        .scheme("https")
        .httpHost("your-cluster.c0.europe-west3.gcp.weaviate.cloud")
        .grpcHost("grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud")
        .setHeader("Authorization", System.getenv("WEAVIATE_API_KEY")))) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
