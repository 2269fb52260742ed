import weaviate

client = weaviate.Client("http://localhost:8080")  # EXPECT client-api-mismatch UNSURE
