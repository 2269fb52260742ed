import os
import weaviate

with weaviate.connect_to_local() as client:
    client.collections.get("Article")
    client.schema.create_class({"class": "Article"})  # EXPECT client-api-mismatch
    client.query.get("Article", ["title"]).do()  # EXPECT client-api-mismatch


class Store:
    def __init__(self, db):
        self.client = weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], os.environ["WEAVIATE_API_KEY"])
        self.db = db

    def save(self, data):
        self.db.query.get(data)
        self.client.data_object.create(data, "Article")  # EXPECT client-api-mismatch


weaviate.connect_to_local(host="scan-sample.c0.us-east1.gcp.weaviate.cloud")  # EXPECT url-not-https
weaviate.connect_to_weaviate_cloud("http://localhost:8080", os.environ["WEAVIATE_API_KEY"])  # EXPECT local-address
weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], os.environ["WEAVIATE_API_KEY"].encode())  # EXPECT key-passed-wrongly
weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], b"key")  # EXPECT key-passed-wrongly
auth = weaviate.auth.AuthApiKey(os.environ["WEAVIATE_API_KEY"]),  # EXPECT key-passed-wrongly
weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], auth)
weaviate.connect_to_custom("https://search.example.com", 443, True, "search.example.com", 50051, True)  # EXPECT url-malformed
