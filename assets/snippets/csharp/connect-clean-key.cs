// Takes off what often clings to a copied key: white space, quotes, the word Bearer.
using Weaviate.Client;

var key = (Environment.GetEnvironmentVariable("WEAVIATE_API_KEY") ?? "").Trim(' ', '\t', '\r', '\n', '"', '\'');
if (key.StartsWith("Bearer ")) key = key["Bearer ".Length..].Trim();
if (key == "") throw new Exception("WEAVIATE_API_KEY is empty: set it where this program runs");

// Connect.Cloud wants the bare host name, without https://
var url = new Uri("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud");
using var client = await Connect.Cloud(url.Host, key);

Console.WriteLine($"Connected, server version {client.WeaviateVersion}");
