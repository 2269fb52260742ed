// Sends the model provider's key beside the Weaviate key, in the provider's own header.
import io.weaviate.client6.v1.api.Authentication;
import io.weaviate.client6.v1.api.WeaviateClient;
import java.net.URI;

class VendorKeySelfHosted {
  public static void main(String[] args) throws Exception {
    String key = System.getenv("WEAVIATE_API_KEY");
    if (key == null) throw new IllegalStateException("Set WEAVIATE_API_KEY first");
    String providerKey = System.getenv("OPENAI_API_KEY");
    if (providerKey == null) throw new IllegalStateException("Set OPENAI_API_KEY first");
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");
    URI grpc = URI.create("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");

    try (WeaviateClient client = WeaviateClient.connectToCustom(config -> config
        .scheme(rest.getScheme()) // first: it sets both ports
        .httpHost(rest.getHost())
        .httpPort(rest.getPort())
        .grpcHost(grpc.getHost())
        .grpcPort(grpc.getPort())
        .authentication(Authentication.apiKey(key))
        .setHeader("X-OpenAI-Api-Key", providerKey))) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
