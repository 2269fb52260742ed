// Takes off what often clings to a copied key: white space, quotes, the word Bearer.
using Weaviate.Client;

var key = (Environment.GetEnvironmentVariable("WEAVIATE_API_KEY") ?? "").Trim(' ', '\t', '\r', '\n', '"', '\'');
if (key.StartsWith("Bearer ")) key = key["Bearer ".Length..].Trim();
if (key == "") throw new Exception("WEAVIATE_API_KEY is empty: set it where this program runs");

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
