// Trusts a company root certificate besides the system's, for REST and for gRPC.
// .NET takes its roots from the system. On Windows and macOS add the company root to the
// system's store; on Linux add it there or set, outside the program:
//   export SSL_CERT_FILE=/etc/ssl/company-root.pem
using Weaviate.Client;

var key = Environment.GetEnvironmentVariable("WEAVIATE_API_KEY");
if (string.IsNullOrEmpty(key)) throw new Exception("Set WEAVIATE_API_KEY first");
if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("SSL_CERT_FILE") is null)
    Console.WriteLine("SSL_CERT_FILE is not set: the system's own roots are used");

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
