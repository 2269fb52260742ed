import io.weaviate.client6.v1.api.Authentication;
import io.weaviate.client6.v1.api.WeaviateClient;

class Six {
  void all(String key) throws Exception {
    var good = WeaviateClient.connectToWeaviateCloud("scan-sample.c0.us-east1.gcp.weaviate.cloud", key, c -> c.timeout(30, 60, 120));
    var grpc = WeaviateClient.connectToWeaviateCloud("grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud", key); // EXPECT url-is-grpc-endpoint
    var short1 = WeaviateClient.connectToWeaviateCloud("scan-sample.c0.us-east1.gcp.weaviate.cloud", key, c -> c.timeout(1, 60, 120)); // EXPECT grpc-slow
    var written = WeaviateClient.connectToWeaviateCloud("scan-sample.c0.us-east1.gcp.weaviate.cloud", "c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ"); // EXPECT key-in-source
    var custom = WeaviateClient.connectToCustom(c -> c.scheme("https").httpHost("scan-sample.c0.us-east1.gcp.weaviate.cloud")
        .grpcHost("scan-sample.c0.us-east1.gcp.weaviate.cloud").grpcPort(50051) // EXPECT grpc-wrong-endpoint
        .authentication(Authentication.apiKey(key)));
    var plain = WeaviateClient.connectToCustom(c -> c.scheme("http") // EXPECT url-not-https
        .httpHost("scan-sample.c0.us-east1.gcp.weaviate.cloud").grpcHost("grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud").authentication(Authentication.apiKey(key)));
    var person = WeaviateClient.connectToCustom(c -> c.scheme("https").httpHost("auth.example.com").grpcHost("auth.example.com")
        .authentication(Authentication.resourceOwnerPassword("u", "p", null)));
    var local = WeaviateClient.connectToLocal();
  }
}
