// Connects to a server of your own with an API key and prints its version.
using Weaviate.Client;

var key = Environment.GetEnvironmentVariable("WEAVIATE_API_KEY");
if (string.IsNullOrEmpty(key)) throw new Exception("Set WEAVIATE_API_KEY first");

var rest = new Uri("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
var grpc = new Uri("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");
using var client = await WeaviateClientBuilder
    .Custom(
        restEndpoint: rest.Host,
        restPort: rest.Port.ToString(),
        grpcEndpoint: grpc.Host,
        grpcPort: grpc.Port.ToString(),
        useSsl: rest.Scheme == "https",
        credentials: Auth.ApiKey(key))
    .BuildAsync();

Console.WriteLine($"Connected, server version {client.WeaviateVersion}");
