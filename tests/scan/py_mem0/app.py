import os
from mem0 import Memory

Memory.from_config({
    "vector_store": {
        "provider": "weaviate",
        "config": {
            "collection_name": "notes",
            "cluster_url": "https://grpc-pq4lantern7.c0.europe-west3.gcp.weaviate.cloud",  # EXPECT url-is-grpc-endpoint
            "auth_client_secret": os.environ["WEAVIATE_API_KEY"],
        },
    }
})
good = {
    "vector_store": {
        "provider": "weaviate",
        "config": {"cluster_url": os.environ["WEAVIATE_URL"], "auth_client_secret": os.environ["WEAVIATE_API_KEY"]},
    }
}
Memory.from_config(config_dict=good)
Memory.from_config({"vector_store": {"provider": "qdrant", "config": {"cluster_url": "http://grpc-a.weaviate.cloud"}}})
