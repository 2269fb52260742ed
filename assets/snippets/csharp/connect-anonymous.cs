// Connects without any key, to a server that allows it, and prints its version.
using Weaviate.Client;

var rest = new Uri("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
var secure = rest.Scheme == "https";

using var client = await WeaviateClientBuilder
    .Custom(
        restEndpoint: rest.Host,
        restPort: rest.Port.ToString(),
        grpcEndpoint: "grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud",
        grpcPort: secure ? "443" : "50051", // on a server of your own, often 50051
        useSsl: secure) // no credentials: nothing is sent
    .BuildAsync();

Console.WriteLine($"Connected, server version {client.WeaviateVersion}");
