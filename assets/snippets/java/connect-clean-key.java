// Takes off what often clings to a copied key: white space, quotes, the word Bearer.
import io.weaviate.client6.v1.api.WeaviateClient;

class ConnectCleanKey {
  public static void main(String[] args) throws Exception {
    String url = "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud";
    String key = System.getenv().getOrDefault("WEAVIATE_API_KEY", "")
        .replaceAll("^[\\s\"']+|[\\s\"']+$", "").replaceFirst("^Bearer\\s+", "");
    if (key.isEmpty()) throw new IllegalStateException("WEAVIATE_API_KEY is empty");

    try (WeaviateClient client = WeaviateClient.connectToWeaviateCloud(url, key)) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
