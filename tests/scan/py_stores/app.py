import os
from haystack.utils import Secret
from haystack_integrations.document_stores.weaviate import WeaviateDocumentStore, AuthApiKey
from langchain_weaviate.vectorstores import WeaviateVectorStore as LangStore
from llama_index.vector_stores.weaviate import WeaviateVectorStore
from crewai_tools import WeaviateVectorSearchTool

key = os.environ["WEAVIATE_API_KEY"]
url = os.environ["WEAVIATE_URL"]
one = WeaviateDocumentStore(url=url, auth_client_secret=key)  # EXPECT key-passed-wrongly
two = WeaviateDocumentStore(url=url, auth_client_secret=Secret.from_env_var("WEAVIATE_API_KEY"))  # EXPECT key-passed-wrongly
three = WeaviateDocumentStore(url="https://console.weaviate.cloud", auth_client_secret=AuthApiKey())  # EXPECT url-is-console
four = AuthApiKey(api_key=Secret.from_token("c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ"))  # EXPECT key-in-source
five = LangStore.from_documents(docs, embeddings, weaviate_url=url, api_key=key)  # EXPECT client-api-mismatch UNSURE
six = WeaviateVectorStore(url=url, auth_config=(key,), index_name="Docs")  # EXPECT key-passed-wrongly
seven = WeaviateVectorStore(url=url, auth_config=key, index_name="Docs")  # EXPECT key-passed-wrongly
eight = WeaviateVectorSearchTool(collection_name="Docs", weaviate_cluster_url="https://console.weaviate.cloud", weaviate_api_key=key)  # EXPECT url-is-console
