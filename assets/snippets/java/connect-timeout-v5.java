// Gives each request more time and prints the server's version.
// For client 5 ("io.weaviate:client"), which speaks REST for this.
import io.weaviate.client.Config;
import io.weaviate.client.WeaviateAuthClient;
import io.weaviate.client.WeaviateClient;
import java.net.URI;
import java.util.Map;

class ConnectTimeoutV5 {
  public static void main(String[] args) throws Exception {
    String key = System.getenv("WEAVIATE_API_KEY");
    if (key == null) throw new IllegalStateException("Set WEAVIATE_API_KEY first");
    // The last number is seconds for each request: 60 unless you set it.
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
    Config config = new Config(rest.getScheme(), rest.getAuthority(), Map.of(), 120);
    WeaviateClient client = WeaviateAuthClient.apiKey(config, key);

    var meta = client.misc().metaGetter().run();
    if (meta.hasErrors()) throw new IllegalStateException(meta.getError().toString());
    System.out.println("Connected, server version " + meta.getResult().getVersion());
  }
}
