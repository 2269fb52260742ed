// Sends the model provider's key beside the Weaviate key, in the provider's own header.
import io.weaviate.client6.v1.api.WeaviateClient;

class VendorKey {
  public static void main(String[] args) throws Exception {
    String url = "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud";
    String key = System.getenv("WEAVIATE_API_KEY");
    if (key == null) throw new IllegalStateException("Set WEAVIATE_API_KEY first");
    String providerKey = System.getenv("OPENAI_API_KEY");
    if (providerKey == null) throw new IllegalStateException("Set OPENAI_API_KEY first");

    try (WeaviateClient client = WeaviateClient.connectToWeaviateCloud(
        url, key, config -> config.setHeader("X-OpenAI-Api-Key", providerKey))) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
