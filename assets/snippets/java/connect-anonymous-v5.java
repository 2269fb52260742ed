// Connects without any key, to a server that allows it, and prints its version.
// For client 5 ("io.weaviate:client"), which speaks REST for this.
import io.weaviate.client.Config;
import io.weaviate.client.WeaviateClient;
import java.net.URI;

class ConnectAnonymousV5 {
  public static void main(String[] args) throws Exception {
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
    Config config = new Config(rest.getScheme(), rest.getAuthority());
    WeaviateClient client = new WeaviateClient(config); // nothing is sent

    var meta = client.misc().metaGetter().run();
    if (meta.hasErrors()) throw new IllegalStateException(meta.getError().toString());
    System.out.println("Connected, server version " + meta.getResult().getVersion());
  }
}
