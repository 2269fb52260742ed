// Gives the start-up requests more time and prints the server's version.
import io.weaviate.client6.v1.api.WeaviateClient;

class ConnectTimeout {
  public static void main(String[] args) throws Exception {
    String url = "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud";
    String key = System.getenv("WEAVIATE_API_KEY");
    if (key == null) throw new IllegalStateException("Set WEAVIATE_API_KEY first");

    // Seconds for start-up, query and insert: 30, 60 and 120 unless you set them.
    // This client always makes its start-up requests; no option skips them.
    try (WeaviateClient client = WeaviateClient.connectToWeaviateCloud(
        url, key, config -> config.timeout(60, 120, 240))) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
