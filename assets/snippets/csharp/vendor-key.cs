// Sends the model provider's key beside the Weaviate key, in the provider's own header.
using Weaviate.Client;

var key = Environment.GetEnvironmentVariable("WEAVIATE_API_KEY");
if (string.IsNullOrEmpty(key)) throw new Exception("Set WEAVIATE_API_KEY first");
var providerKey = Environment.GetEnvironmentVariable("OPENAI_API_KEY");
if (string.IsNullOrEmpty(providerKey)) throw new Exception("Set OPENAI_API_KEY first");

// Connect.Cloud wants the bare host name, without https://
var url = new Uri("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
using var client = await Connect.Cloud(
    url.Host,
    key,
    headers: new Dictionary<string, string> { ["X-OpenAI-Api-Key"] = providerKey });

Console.WriteLine($"Connected, server version {client.WeaviateVersion}");
