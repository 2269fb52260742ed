import os
import weaviate
from weaviate import connect_to_weaviate_cloud as connect, use_async_with_weaviate_cloud
import weaviate.classes as wvc

options = {
    "cluster_url": os.environ["WCD_URL"],
    "api_key": os.environ["WCD_API_KEY"],  # EXPECT key-passed-wrongly
}
one = connect(**options)
two = connect(
    os.environ["WCD_URL"],
    auth_client_secret=wvc.init.Auth.api_key(os.environ["WCD_API_KEY"]),  # EXPECT key-passed-wrongly
)
three = connect(url=os.environ["WCD_URL"], auth_client_secret=os.environ["WCD_API_KEY"])  # EXPECT client-api-mismatch
four = use_async_with_weaviate_cloud(cluster_url=os.environ["WCD_URL"])  # EXPECT key-missing
five = connect(os.getenv("WCD_URL", "https://console.weaviate.cloud"), wvc.init.Auth.api_key(os.environ["WCD_API_KEY"]))  # EXPECT url-is-console
helper = weaviate.connect_to_weaviate_cloud
six = helper(os.environ["WCD_URL"], [os.environ["WCD_API_KEY"]])  # EXPECT key-passed-wrongly
seven = connect(os.environ["WCD_URL"], wvc.init.Auth.api_key)  # EXPECT key-passed-wrongly
eight = connect(os.environ["WCD_URL"], None)  # EXPECT key-missing
nine = connect(os.environ["WCD_URL"], wvc.init.Auth.bearer_token(os.environ["WCD_API_KEY"]))  # EXPECT key-passed-wrongly
ten = weaviate.connect_to_local(api_key=os.environ["WEAVIATE_API_KEY"])  # EXPECT key-passed-wrongly
eleven = connect(f"grpc-{os.environ['WCD_HOST']}", wvc.init.Auth.api_key(os.environ["WCD_API_KEY"]))  # EXPECT url-is-grpc-endpoint
