# No key at all.
import weaviate

with weaviate.connect_to_weaviate_cloud(
    cluster_url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_credentials=None,
) as client:
    print("Connected, server version", client.get_meta()["version"])
