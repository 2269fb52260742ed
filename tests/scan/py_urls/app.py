import os
import weaviate
from weaviate.classes.init import Auth

KEY = Auth.api_key(os.environ["WEAVIATE_API_KEY"])
host = os.environ["WEAVIATE_HOST"]
weaviate.connect_to_weaviate_cloud("https://scan-sample.c0.us-east1.gcp.weaviate.cloud:443", KEY)  # EXPECT url-malformed
weaviate.connect_to_weaviate_cloud("scan-sample.c0.us-east1.gcp.weaviate.cloud/v1", KEY)  # EXPECT url-malformed
weaviate.connect_to_weaviate_cloud("scan-sample.c0.us-east1.gcp.weaviate.cloud:50051", KEY)  # EXPECT url-malformed
weaviate.connect_to_weaviate_cloud("https://https://scan-sample.c0.us-east1.gcp.weaviate.cloud", KEY)  # EXPECT url-malformed
weaviate.connect_to_weaviate_cloud(" https://scan-sample.c0.us-east1.gcp.weaviate.cloud", KEY)  # EXPECT url-malformed
weaviate.connect_to_weaviate_cloud("https:/scan-sample.c0.us-east1.gcp.weaviate.cloud", KEY)  # EXPECT url-malformed
weaviate.connect_to_weaviate_cloud("'https://scan-sample.c0.us-east1.gcp.weaviate.cloud'", KEY)  # EXPECT url-malformed
weaviate.connect_to_weaviate_cloud(f"https://{host}:443", KEY)  # EXPECT url-malformed
weaviate.connect_to_weaviate_cloud("", KEY)  # EXPECT url-missing

weaviate.connect_to_weaviate_cloud("https://scan-sample.c0.us-east1.gcp.weaviate.cloud/v1", KEY)
weaviate.connect_to_weaviate_cloud("https://scan-sample.c0.us-east1.gcp.weaviate.cloud\n", KEY)
weaviate.connect_to_weaviate_cloud("scan-sample.c0.us-east1.gcp.weaviate.cloud", KEY)
weaviate.connect_to_weaviate_cloud(f"https://{host}", KEY)
weaviate.connect_to_weaviate_cloud(f"{host}/v1", KEY)
weaviate.connect_to_weaviate_cloud("<your cluster's URL>", KEY)  # EXPECT url-malformed UNSURE
weaviate.connect_to_weaviate_cloud(os.getenv("WEAVIATE_URL", ""), KEY)
