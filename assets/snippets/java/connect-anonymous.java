// Connects without any key, to a server that allows it, and prints its version.
import io.weaviate.client6.v1.api.WeaviateClient;
import java.net.URI;

class ConnectAnonymous {
  public static void main(String[] args) throws Exception {
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
    boolean secure = rest.getScheme().equals("https");
    int port = rest.getPort() > 0 ? rest.getPort() : secure ? 443 : 80;

    try (WeaviateClient client = WeaviateClient.connectToCustom(config -> config
        .scheme(rest.getScheme()) // first: it sets both ports
        .httpHost(rest.getHost())
        .httpPort(port)
        .grpcHost("grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud")
        .grpcPort(secure ? 443 : 50051))) { // on a server of your own, often 50051
      // no authentication: nothing is sent
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
