import weaviate

weaviate.connect_to_local(port=8080, grpc_port=8080)  # EXPECT grpc-wrong-endpoint
weaviate.connect_to_local(port=8080, grpc_port=50051)
weaviate.connect_to_cloud("https://pq4lantern7.c0.europe-west3.gcp.weaviate.cloud")  # EXPECT client-api-mismatch UNSURE
weaviate.connect_to_embedded(port=8079)
