import io.weaviate.client.Config;
import io.weaviate.client.WeaviateAuthClient;
import io.weaviate.client.WeaviateClient;

class App {
    WeaviateClient client() throws Exception {
        var config = new Config("https", System.getenv("WV_HOST"));
        return WeaviateAuthClient.apiKey(config, System.getenv("WV_KEY"));
    }
}
