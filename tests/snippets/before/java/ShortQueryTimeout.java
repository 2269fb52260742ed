// Less time for a query than the first gRPC call needs. Connecting itself asks only REST.
import io.weaviate.client6.v1.api.WeaviateClient;

class ShortQueryTimeout {
  public static void main(String[] args) throws Exception {
    try (WeaviateClient client = WeaviateClient.connectToWeaviateCloud(
        "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
        System.getenv("WEAVIATE_API_KEY"), config -> config.timeout(30, 1, 120))) {
      client.collections.use("Article").query.fetchObjects(query -> query.limit(1));
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
