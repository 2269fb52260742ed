// Takes off what often clings to a copied key: white space, quotes, the word Bearer.
// For client 5 ("io.weaviate:client"), which speaks REST for this.
import io.weaviate.client.Config;
import io.weaviate.client.WeaviateAuthClient;
import io.weaviate.client.WeaviateClient;
import java.net.URI;

class ConnectCleanKeyV5 {
  public static void main(String[] args) throws Exception {
    String key = System.getenv().getOrDefault("WEAVIATE_API_KEY", "")
        .replaceAll("^[\\s\"']+|[\\s\"']+$", "").replaceFirst("^Bearer\\s+", "");
    if (key.isEmpty()) throw new IllegalStateException("WEAVIATE_API_KEY is empty");
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
    Config config = new Config(rest.getScheme(), rest.getAuthority());
    WeaviateClient client = WeaviateAuthClient.apiKey(config, key);

    var meta = client.misc().metaGetter().run();
    if (meta.hasErrors()) throw new IllegalStateException(meta.getError().toString());
    System.out.println("Connected, server version " + meta.getResult().getVersion());
  }
}
