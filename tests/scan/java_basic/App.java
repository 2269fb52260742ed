import io.weaviate.client6.v1.api.WeaviateClient;
import java.net.URI;
import java.net.http.HttpRequest;
import okhttp3.Credentials;
import okhttp3.Request;

class App {
    static final String BASE = "http://scan-sample.c0.us-east1.gcp.weaviate.cloud"; // EXPECT url-not-https

    Request wrong() {
        String key = System.getenv("WEAVIATE_API_KEY");
        return new Request.Builder()
            .url(System.getenv("WEAVIATE_URL") + "/v1/meta")
            .header("Authorization", Credentials.basic("admin", key)) // EXPECT key-passed-wrongly
            .build();
    }

    HttpRequest plain() {
        return HttpRequest.newBuilder(URI.create(BASE + "/v1/meta"))
            .header("Authorization", "Bearer " + System.getenv("WEAVIATE_API_KEY")).build();
    }
}
