// Connects without any key, to a server that allows it, and prints its version.
import io.weaviate.client6.v1.api.WeaviateClient;
import java.net.URI;

class ConnectAnonymous {
  public static void main(String[] args) throws Exception {
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");
    URI grpc = URI.create("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");

    try (WeaviateClient client = WeaviateClient.connectToCustom(config -> config
        .scheme(rest.getScheme()) // first: it sets both ports
        .httpHost(rest.getHost())
        .httpPort(rest.getPort())
        .grpcHost(grpc.getHost())
        .grpcPort(grpc.getPort()))) {
      // no authentication: nothing is sent
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
