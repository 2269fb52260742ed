using System.Net.Http.Headers;
using Weaviate.Client;

#region weaviate
namespace Search;

/* Connect.Cloud("https://console.weaviate.cloud", key) */
public class Store
{
    private const string Host = "scan-sample.c0.us-east1.gcp.weaviate.cloud";
    private readonly string help = @"Connect.Cloud(""https://console.weaviate.cloud"", key)";

    public async Task Open(string apiKey, HttpClient http)
    {
        var good = await Connect.Cloud(Host, apiKey);
        var named = await Connect.Cloud(restEndpoint: Host, apiKey: Environment.GetEnvironmentVariable("WEAVIATE_API_KEY") ?? throw new Exception("no key"));
        var console = await Connect.Cloud(restEndpoint: "console.weaviate.cloud", apiKey: apiKey); // EXPECT url-is-console
        var written = await Connect.Cloud(Host, "c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ"); // EXPECT key-in-source
        var twice = await Connect.Cloud(Host, $"Bearer {apiKey}"); // EXPECT key-malformed
        var missing = await Connect.Cloud(Host); // EXPECT key-missing
        var quick = await Connect.Cloud(Host, apiKey, initTimeout: TimeSpan.FromMilliseconds(500)); // EXPECT grpc-slow
        var person = await Connect.Local(Auth.ClientPassword("u", "p"), hostname: "weaviate.example.com");
        var wrong = await new WeaviateClientBuilder()
            .WithRestEndpoint(Host)
            .WithGrpcEndpoint(Host) // EXPECT grpc-wrong-endpoint
            .WithRestPort(443).WithGrpcPort(50051)
            .UseSsl(true)
            .WithCredentials(Auth.ApiKey(apiKey))
            .BuildAsync();
        var weaviateKey = Environment.GetEnvironmentVariable("WEAVIATE_API_KEY");
        http.DefaultRequestHeaders.Add("Authorization", weaviateKey); // EXPECT key-passed-wrongly
        http.DefaultRequestHeaders.Add("Authorization", "Bearer " + weaviateKey);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", weaviateKey);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(weaviateKey); // EXPECT key-passed-wrongly
        var headers = new Dictionary<string, string> { ["Authorization"] = weaviateKey }; // EXPECT key-passed-wrongly
        var c = '"';
    }
}
#endregion
