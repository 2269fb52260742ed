import os
import weaviate
from haystack.utils import Secret
from haystack_integrations.document_stores.weaviate import AuthApiKey, WeaviateDocumentStore
from langchain_weaviate import WeaviateVectorStore as LangStore
from llama_index.vector_stores.weaviate import WeaviateVectorStore
from crewai_tools import WeaviateVectorSearchTool
from app.stores import WeaviateVectorStore as Own

key = os.environ["WEAVIATE_API_KEY"]
url = os.environ["WEAVIATE_URL"]
client = weaviate.connect_to_weaviate_cloud(url, weaviate.auth.AuthApiKey(key))
WeaviateDocumentStore(url=url, auth_client_secret=AuthApiKey(Secret.from_env_var("WEAVIATE_API_KEY")))
WeaviateDocumentStore(url="http://localhost:8080")
LangStore(client=client, index_name="Docs", text_key="text")
LangStore.from_documents(docs, embeddings, client=client)
WeaviateVectorStore(weaviate_client=client, index_name="Docs")
WeaviateVectorStore(url=url, auth_config=weaviate.auth.AuthApiKey(key), index_name="Docs")
WeaviateVectorSearchTool(collection_name="Docs", weaviate_cluster_url=url, weaviate_api_key=key)
Own(weaviate_url=url, weaviate_api_key=key)
