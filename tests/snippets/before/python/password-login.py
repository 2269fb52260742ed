# A user's e-mail and password instead of a key.
import weaviate
from weaviate.classes.init import Auth

with weaviate.connect_to_weaviate_cloud(
    cluster_url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_credentials=Auth.client_password("user@example.com", "a-password"),
) as client:
    print("Connected, server version", client.get_meta()["version"])
