using Weaviate.Client;
using System.Net.Http.Headers;

var key = Environment.GetEnvironmentVariable("WEAVIATE_API_KEY");
var ok = await Connect.Cloud(Environment.GetEnvironmentVariable("WEAVIATE_HOST"), key);
var console = await Connect.Cloud("console.weaviate.cloud", key); // EXPECT url-is-console
var hard = await Connect.Cloud("abc.c0.us-east1.gcp.weaviate.cloud", "Y3NrZXktbm90LXJlYWwtYnV0LWxvbmctMDAwMDM"); // EXPECT key-in-source
var bearer = await Connect.Cloud("abc.c0.us-east1.gcp.weaviate.cloud", $"Bearer {key}"); // EXPECT key-malformed|key-passed-wrongly
// var commented = await Connect.Cloud("console.weaviate.cloud", key);
var http = new HttpClient { BaseAddress = new Uri(Environment.GetEnvironmentVariable("WEAVIATE_URL")) };
http.DefaultRequestHeaders.Add("Authorization", key); // EXPECT key-passed-wrongly
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
