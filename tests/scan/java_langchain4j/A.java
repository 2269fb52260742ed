import dev.langchain4j.store.embedding.weaviate.WeaviateEmbeddingStore;

class A {
    static final String KEY = System.getenv("WEAVIATE_API_KEY");

    Object wrong() {
        return WeaviateEmbeddingStore.builder()
            .scheme("http") // EXPECT url-not-https
            .host("scan-sample.c0.us-east1.gcp.weaviate.cloud")
            .apiKey(KEY)
            .build();
    }

    Object onVariable() {
        var builder = WeaviateEmbeddingStore.builder();
        builder.scheme("https");
        builder.host("https://scan-sample.c0.us-east1.gcp.weaviate.cloud"); // EXPECT url-malformed
        builder.apiKey("Bearer " + KEY); // EXPECT key-malformed
        return builder.build();
    }

    Object without() {
        return WeaviateEmbeddingStore.builder().scheme("https").host("scan-sample.c0.us-east1.gcp.weaviate.cloud").build(); // EXPECT key-missing UNSURE
    }

    Object right() {
        return WeaviateEmbeddingStore.builder().scheme("https").host("scan-sample.c0.us-east1.gcp.weaviate.cloud").apiKey(KEY).build();
    }

    Object own() {
        return WeaviateEmbeddingStore.builder().scheme("http").host("localhost").port(8080).build();
    }
}
