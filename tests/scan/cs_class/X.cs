using System;
using Weaviate.Client;
namespace A;
public class X
{
    private readonly string _key = Environment.GetEnvironmentVariable("WEAVIATE_API_KEY") ?? throw new Exception();
    public async Task A() => await Connect.Cloud(restEndpoint: "https://grpc-abc.c0.us-east1.gcp.weaviate.cloud", apiKey: _key); // EXPECT url-is-grpc-endpoint
    public async Task B() => await Connect.Cloud("abc.c0.us-east1.gcp.weaviate.cloud"); // EXPECT key-missing|key-passed-wrongly
    public async Task C()
    {
        var client = await WeaviateClientBuilder.Cloud("abc.c0.us-east1.gcp.weaviate.cloud", Auth.ApiKey(_key)).BuildAsync();
        var s = @"Connect.Cloud(""console.weaviate.cloud"")";
        var req = new HttpRequestMessage(HttpMethod.Get, "https://abc.c0.us-east1.gcp.weaviate.cloud/v1/meta");
        req.Headers.Add("Authorization", _key); // EXPECT key-passed-wrongly
        req.Headers.Authorization = new AuthenticationHeaderValue(_key); // EXPECT key-passed-wrongly
    }
    public async Task D() => await Connect.Cloud("https://abc.c0.us-east1.gcp.weaviate.cloud", _key);
}
