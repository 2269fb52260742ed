// Java's PKIX with endpoint identification, as its HTTP client and gRPC use it, with roots from a file.
import java.io.*;
import java.net.*;
import java.security.KeyStore;
import java.security.cert.*;
import javax.net.ssl.*;

public class Client {
  static String ask(int port, String ca) {
    try {
      KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
      roots.load(null, null);
      int count = 0;
      try (InputStream file = new FileInputStream(ca)) {
        for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
          roots.setCertificateEntry("root" + count++, root);
        }
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      Socket plain = new Socket("127.0.0.1", port);
      try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return "accepts";
      }
    } catch (Exception error) {
      Throwable cause = error;
      while (cause.getCause() != null) cause = cause.getCause();
      return String.valueOf(cause.getMessage()).replace('\n', ' ');
    }
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) {
      String[] parts = line.split("\t");
      System.out.println(parts[2] + "\t" + ask(Integer.parseInt(parts[0]), parts[1]));
    }
  }
}
