// Trusts a company root certificate besides Java's own, for REST and for gRPC.
// COMPANY_ROOT names its PEM file, for example /etc/ssl/company-root.pem
import io.weaviate.client6.v1.api.Authentication;
import io.weaviate.client6.v1.api.WeaviateClient;
import java.io.FileInputStream;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

class CustomRoots {
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
    factory.init(roots);
    URI rest = URI.create("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");
    URI grpc = URI.create("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");

    try (WeaviateClient client = WeaviateClient.connectToCustom(config -> config
        .scheme(rest.getScheme()) // first: it sets both ports
        .httpHost(rest.getHost())
        .httpPort(rest.getPort())
        .grpcHost(grpc.getHost())
        .grpcPort(grpc.getPort())
        .authentication(Authentication.apiKey(key))
        .trustManagerFactory(factory))) {
      System.out.println("Connected, server version " + client.meta().version());
    }
  }
}
