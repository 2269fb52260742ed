// Trusts a company root certificate besides Java's own, for REST and for gRPC.
// COMPANY_ROOT names its PEM file, for example /etc/ssl/company-root.pem
import io.weaviate.client6.v1.api.WeaviateClient;
import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

class CustomRoots {
  public static void main(String[] args) throws Exception {
    String url = "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud";
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
    factory.init(roots);

    try (WeaviateClient client = WeaviateClient.connectToWeaviateCloud(
        url, key, config -> config.trustManagerFactory(factory))) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
