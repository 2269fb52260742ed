import os
import weaviate

one = weaviate.Client(url="scan-sample.c0.us-east1.gcp.weaviate.cloud", auth_client_secret=weaviate.AuthApiKey(os.environ["WEAVIATE_API_KEY"]))  # EXPECT url-malformed
two = weaviate.Client("localhost:8080")  # EXPECT url-malformed
three = weaviate.Client("http://localhost:8080")
four = weaviate.Client(url=os.environ["WEAVIATE_URL"], additional_headers={"X-API-Key": os.environ["WEAVIATE_API_KEY"]})  # EXPECT key-passed-wrongly UNSURE
five = weaviate.Client(url="https://" + os.environ["WEAVIATE_HOST"])
