// Connects without any key, to a server that allows it, and prints its version.
// No credentials: nothing is sent.
using Weaviate.Client;

var rest = new Uri("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
var grpc = new Uri("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");
using var client = await WeaviateClientBuilder
    .Custom(
        restEndpoint: rest.Host,
        restPort: rest.Port.ToString(),
        grpcEndpoint: grpc.Host,
        grpcPort: grpc.Port.ToString(),
        useSsl: rest.Scheme == "https",
        credentials: null)
    .BuildAsync();

Console.WriteLine($"Connected, server version {client.WeaviateVersion}");
