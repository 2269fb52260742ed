# pip install weaviate-client==4.9.1
import os, weaviate
from weaviate.classes.init import Auth, AdditionalConfig, Timeout
HOST = "abc.c0.europe-west3.gcp.weaviate.cloud"
with weaviate.connect_to_weaviate_cloud(
    cluster_url=f"https://{HOST}", auth_credentials="{key}",
    additional_config=AdditionalConfig(timeout=Timeout(init=1)),
) as client:
    print("{}".format(client.is_ready()))
