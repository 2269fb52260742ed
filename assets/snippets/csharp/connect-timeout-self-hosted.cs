// Gives the start-up requests more time and prints the server's version.
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
    .WithInitTimeout(TimeSpan.FromSeconds(60))
    .WithQueryTimeout(TimeSpan.FromSeconds(120))
    .WithInsertTimeout(TimeSpan.FromSeconds(240))
    .BuildAsync();

Console.WriteLine($"Connected, server version {client.WeaviateVersion}");
