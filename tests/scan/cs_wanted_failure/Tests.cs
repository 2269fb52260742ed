using Weaviate.Client;

class Tests
{
    async Task Refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Connect.Cloud("https://console.weaviate.cloud", "x"));
        Assert.Throws<ArgumentException>(() => Connect.Cloud("https://grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud", "x"));
        await Assert.ThrowsAsync<ArgumentException>(async () => { await Connect.Cloud("", "x"); });
    }

    async Task Wrong()
    {
        await Connect.Cloud("https://console.weaviate.cloud", "x"); // EXPECT url-is-console
        await Connect.Cloud("https://https://scan-sample.c0.us-east1.gcp.weaviate.cloud", "x"); // EXPECT url-malformed
    }
}
