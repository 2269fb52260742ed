// Trusts a company root certificate besides Java's own.
// COMPANY_ROOT names its PEM file, for example /etc/ssl/company-root.pem
// For client 5 ("io.weaviate:client"), which speaks REST for this.
import io.weaviate.client.Config;
import io.weaviate.client.WeaviateAuthClient;
import io.weaviate.client.WeaviateClient;
import java.io.FileInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

class CustomRootsV5 {
  public static void main(String[] args) throws Exception {
    String key = System.getenv("WEAVIATE_API_KEY");
    if (key == null) throw new IllegalStateException("Set WEAVIATE_API_KEY first");
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init((KeyStore) null); // Java's own roots
    for (var manager : factory.getTrustManagers())
      if (manager instanceof X509TrustManager x509)
        for (var root : x509.getAcceptedIssuers())
          roots.setCertificateEntry("java-" + roots.size(), root);
    try (var pem = new FileInputStream(System.getenv("COMPANY_ROOT"))) {
      for (var root : CertificateFactory.getInstance("X.509").generateCertificates(pem))
        roots.setCertificateEntry("company-" + roots.size(), root);
    }
    Path store = Files.createTempFile("roots", ".p12");
    try (var out = Files.newOutputStream(store)) {
      roots.store(out, "changeit".toCharArray());
    }
    // This client takes its roots from Java's settings, which replace the usual store.
    System.setProperty("javax.net.ssl.trustStore", store.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
    Config config = new Config(rest.getScheme(), rest.getAuthority());
    WeaviateClient client = WeaviateAuthClient.apiKey(config, key);

    var meta = client.misc().metaGetter().run();
    if (meta.hasErrors()) throw new IllegalStateException(meta.getError().toString());
    System.out.println("Connected, server version " + meta.getResult().getVersion());
  }
}
