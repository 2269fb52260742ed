# /// script
# dependencies = ["weaviate-client==4.12.0"]
# ///
import weaviate

client = weaviate.connect_to_weaviate_cloud("scan-sample.c0.us-east1.gcp.weaviate.cloud", input("key: "))  # EXPECT key-passed-wrongly
