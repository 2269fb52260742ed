import io.weaviate.client6.v1.api.WeaviateClient;

class Refused {
    void refused() {
        assertThrows(IllegalArgumentException.class, () -> WeaviateClient.connectToWeaviateCloud("https://console.weaviate.cloud", "x"));
        assertThatThrownBy(() -> WeaviateClient.connectToWeaviateCloud("https://grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud", "x")).isInstanceOf(Exception.class);
    }

    void wrong() {
        WeaviateClient.connectToWeaviateCloud("https://console.weaviate.cloud", "x"); // EXPECT url-is-console
    }
}
