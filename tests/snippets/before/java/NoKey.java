// No key at all.
import io.weaviate.client6.v1.api.WeaviateClient;

class NoKey {
  public static void main(String[] args) throws Exception {
    try (WeaviateClient client = WeaviateClient.connectToCustom(config -> config
        .scheme("https")
        .httpHost("your-cluster.c0.europe-west3.gcp.weaviate.cloud")
        .grpcHost("grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud"))) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
