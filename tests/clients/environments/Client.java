// The Java client, unchanged: `Client HOST`.
import io.weaviate.client6.v1.api.WeaviateClient;

class Client {
  public static void main(String[] args) {
    try (WeaviateClient client =
        WeaviateClient.connectToWeaviateCloud("https://" + args[0], System.getenv("WEAVIATE_API_KEY"))) {
      client.meta();
    } catch (Throwable error) {
      System.out.println("rest refused\t" + String.valueOf(error).replaceAll("[\n\t]", " "));
      System.exit(0);
    }
    try (WeaviateClient client =
        WeaviateClient.connectToWeaviateCloud("https://" + args[0], System.getenv("WEAVIATE_API_KEY"))) {
      client.collections.use("LabCollection").query.fetchObjects(query -> query.limit(1));
    } catch (Throwable error) {
      String text = String.valueOf(error) + " " + error.getCause();
      boolean answered = text.contains("could not find class");
      System.out.println((answered ? "connects" : "grpc refused") + "\t" + text.replaceAll("[\n\t]", " "));
      System.exit(0);
    }
    System.out.println("connects\t");
    System.exit(0);
  }
}
