// Sends the model provider's key beside the Weaviate key, in the provider's own header.
using Weaviate.Client;

var key = Environment.GetEnvironmentVariable("WEAVIATE_API_KEY");
if (string.IsNullOrEmpty(key)) throw new Exception("Set WEAVIATE_API_KEY first");
var providerKey = Environment.GetEnvironmentVariable("OPENAI_API_KEY");
if (string.IsNullOrEmpty(providerKey)) throw new Exception("Set OPENAI_API_KEY first");

var rest = new Uri("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
var grpc = new Uri("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443");
using var client = await WeaviateClientBuilder
    .Custom(
        restEndpoint: rest.Host,
        restPort: rest.Port.ToString(),
        grpcEndpoint: grpc.Host,
        grpcPort: grpc.Port.ToString(),
        useSsl: rest.Scheme == "https",
        credentials: Auth.ApiKey(key),
        headers: new Dictionary<string, string> { ["X-OpenAI-Api-Key"] = providerKey })
    .BuildAsync();

Console.WriteLine($"Connected, server version {client.WeaviateVersion}");
