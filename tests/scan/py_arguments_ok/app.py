import os
import weaviate
from weaviate.classes.init import Auth
from weaviate.connect import ConnectionParams

options = load()
URL, KEY = os.environ["WEAVIATE_URL"], Auth.api_key(os.environ["WEAVIATE_API_KEY"])

weaviate.connect_to_weaviate_cloud(URL, KEY, {"X-OpenAI-Api-Key": os.environ["OPENAI_API_KEY"]}, skip_init_checks=True)
weaviate.connect_to_custom(**options)
weaviate.connect_to_custom(http_host="a", **options)
weaviate.connect_to_custom("a", 80, False, "b", 50051, False, auth_credentials=KEY)
weaviate.connect_to_local(host="db", port=8080, grpc_port=50051, additional_config=None)
weaviate.connect_to_local()
ConnectionParams.from_url("http://db:8080", 50051)
ConnectionParams.from_url(url=URL, grpc_port=443, grpc_secure=True)
weaviate.connect_to_embedded(version="1.37.0", persistence_data_path="/tmp/x")
