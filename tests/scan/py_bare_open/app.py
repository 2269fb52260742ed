import os
import weaviate

client = weaviate.connect_to_weaviate_cloud(
    cluster_url=os.environ["WEAVIATE_URL"],
    auth_credentials=os.environ["WEAVIATE_API_KEY"],  # EXPECT key-passed-wrongly UNSURE
)
