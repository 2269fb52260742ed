using Weaviate.Client;
class A { async void F() {
  var c = await Connect.Cloud("abc.c0.europe-west3.gcp.weaviate.cloud", "{key}");
  var d = new WeaviateClient(new ClientConfiguration { RestAddress = $"https://{host}", Credentials = Auth.ApiKey("{key}"), InitTimeout = TimeSpan.FromSeconds(1) });
  x = a.b().b().b(y => y.z);
} }
