// Connects with an API key and prints the server's version.
import io.weaviate.client6.v1.api.WeaviateClient;

class Connect {
  public static void main(String[] args) throws Exception {
    String url = "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud";
    String key = System.getenv("WEAVIATE_API_KEY");
    if (key == null) throw new IllegalStateException("Set WEAVIATE_API_KEY first");

    try (WeaviateClient client = WeaviateClient.connectToWeaviateCloud(url, key)) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
