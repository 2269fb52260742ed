import os
from langchain_weaviate import WeaviateVectorStore
from pinecone import Pinecone
import chromadb
import weaviate
from weaviate.classes.init import Auth

pc = Pinecone(api_key="a1b2c3d4-e5f6-7890-abcd-ef1234567890")
class Client:
    def __init__(self, url, auth_client_secret): ...
c = Client("http://localhost", auth_client_secret="plain")
chroma = chromadb.HttpClient(host="localhost")
client = weaviate.connect_to_wcs(cluster_url=os.getenv("WCS_URL"), auth_credentials=Auth.api_key(os.getenv("WCS_API_KEY")))
client2 = weaviate.connect_to_wcd(os.getenv("WCD_URL"), os.getenv("WCD_API_KEY"))  # EXPECT client-api-mismatch UNSURE
local = weaviate.connect_to_local(host="localhost", port=8080, grpc_port=50051)
emb = weaviate.connect_to_embedded(environment_variables={"A": "b"})
store = WeaviateVectorStore(client=client, index_name="x", text_key="text")
collection = client.collections.get("Schema")
collection.query.bm25("x")
client.collections.create("query")
print("weaviate.Client(url)")
short = weaviate.connect_to_weaviate_cloud(os.getenv("WCD_URL"), Auth.api_key("test"))
prox = weaviate.connect_to_weaviate_cloud(os.getenv("WCD_URL"), Auth.api_key("YOUR-WEAVIATE-API-KEY"))  # EXPECT key-malformed UNSURE
