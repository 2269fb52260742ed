// Sends REST and gRPC through the proxy that HTTPS_PROXY names: .NET takes it from the
// environment, as long as the program sets no HttpMessageHandler of its own.
using Weaviate.Client;

var key = Environment.GetEnvironmentVariable("WEAVIATE_API_KEY");
if (string.IsNullOrEmpty(key)) throw new Exception("Set WEAVIATE_API_KEY first");
if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HTTPS_PROXY")))
    throw new Exception("Set HTTPS_PROXY first");

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
