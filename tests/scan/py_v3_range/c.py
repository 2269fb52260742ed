import weaviate
import os

client = weaviate.Client(url=os.environ["WEAVIATE_URL"], auth_client_secret=weaviate.AuthApiKey(api_key=os.environ["WEAVIATE_API_KEY"]))
bad = weaviate.Client(os.environ["WEAVIATE_URL"], auth_client_secret=os.environ["WEAVIATE_API_KEY"])  # EXPECT key-passed-wrongly
new = weaviate.connect_to_weaviate_cloud(cluster_url=os.environ["WEAVIATE_URL"], auth_credentials=weaviate.auth.AuthApiKey(os.environ["K"]))  # EXPECT client-too-old|client-api-mismatch
client.schema.get()
pw = weaviate.Client(url=os.environ["WEAVIATE_URL"], auth_client_secret=weaviate.AuthClientPassword(username="me@example.com", password="pw"))  # EXPECT oidc-password-login
