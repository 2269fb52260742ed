import os
import weaviate
from weaviate.auth import AuthApiKey
from weaviate.classes.init import Auth, Timeout

SHORT = 1  # EXPECT grpc-slow
weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], Auth.api_key("Bearer " + os.environ["WEAVIATE_API_KEY"]))  # EXPECT key-malformed
weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], Auth.api_key("Bearer %s" % os.environ["WEAVIATE_API_KEY"]))  # EXPECT key-malformed
weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], AuthApiKey(""))  # EXPECT key-empty
weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], AuthApiKey("YOUR-API-KEY"))  # EXPECT key-malformed UNSURE
Timeout(init=SHORT)
fine = Timeout(query=1)

hasty = Timeout(query=0.5, insert=120)  # EXPECT network-slow
os.environ["WEAVIATE_API_KEY"] = "Tm90QVJlYWxLZXk6c2NhbjowMDAwMDAwMg"  # EXPECT key-in-source
config = {"weaviate_api_key": "c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ", "openai_api_key": "sk-1234"}  # EXPECT key-in-source
