// Sends REST and gRPC through the proxy that HTTPS_PROXY names.
import io.weaviate.client6.v1.api.Authentication;
import io.weaviate.client6.v1.api.WeaviateClient;
import io.weaviate.client6.v1.internal.Proxy;
import java.net.URI;

class ThroughProxy {
  public static void main(String[] args) throws Exception {
    String key = System.getenv("WEAVIATE_API_KEY");
    if (key == null) throw new IllegalStateException("Set WEAVIATE_API_KEY first");
    String address = System.getenv("HTTPS_PROXY"); // such as http://proxy.example.com:3128
    if (address == null) throw new IllegalStateException("Set HTTPS_PROXY first");
    URI proxy = URI.create(address);
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");
    URI grpc = URI.create("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");

    try (WeaviateClient client = WeaviateClient.connectToCustom(config -> config
        .scheme(rest.getScheme()) // first: it sets both ports
        .httpHost(rest.getHost())
        .httpPort(rest.getPort())
        .grpcHost(grpc.getHost())
        .grpcPort(grpc.getPort())
        .authentication(Authentication.apiKey(key))
        .proxy(new Proxy(proxy.getHost(), proxy.getPort())))) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
