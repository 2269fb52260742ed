// Sends all requests through the proxy that HTTPS_PROXY names.
// For client 5 ("io.weaviate:client"), which speaks REST for this.
import io.weaviate.client.Config;
import io.weaviate.client.WeaviateAuthClient;
import io.weaviate.client.WeaviateClient;
import java.net.URI;

class ThroughProxyV5 {
  public static void main(String[] args) throws Exception {
    String key = System.getenv("WEAVIATE_API_KEY");
    if (key == null) throw new IllegalStateException("Set WEAVIATE_API_KEY first");
    String address = System.getenv("HTTPS_PROXY"); // such as http://proxy.example.com:3128
    if (address == null) throw new IllegalStateException("Set HTTPS_PROXY first");
    URI proxy = URI.create(address);
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
    Config config = new Config(rest.getScheme(), rest.getAuthority());
    config.setProxy(proxy.getHost(), proxy.getPort(), proxy.getScheme());
    WeaviateClient client = WeaviateAuthClient.apiKey(config, key);

    var meta = client.misc().metaGetter().run();
    if (meta.hasErrors()) throw new IllegalStateException(meta.getError().toString());
    System.out.println("Connected, server version " + meta.getResult().getVersion());
  }
}
