// No key at all, with client 5.
import io.weaviate.client.Config;
import io.weaviate.client.WeaviateClient;

class NoKeyV5 {
  public static void main(String[] args) {
    WeaviateClient client = new WeaviateClient(new Config("https", "your-cluster.c0.europe-west3.gcp.weaviate.cloud"));
    var meta = client.misc().metaGetter().run();
    if (meta.hasErrors()) throw new IllegalStateException(meta.getError().toString());
    System.out.println("Connected, server version " + meta.getResult().getVersion());
  }
}
