// Connects with an API key and prints the server's version.
using Weaviate.Client;

var key = Environment.GetEnvironmentVariable("WEAVIATE_API_KEY");
if (string.IsNullOrEmpty(key)) throw new Exception("Set WEAVIATE_API_KEY first");

// Connect.Cloud wants the bare host name, without https://
var url = new Uri("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
using var client = await Connect.Cloud(url.Host, key);

Console.WriteLine($"Connected, server version {client.WeaviateVersion}");
