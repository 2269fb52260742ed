"""The Python client, from version 4 on and before, unchanged: `client.py HOST`. LAB_TRUST_ENV=1 tells it to trust the environment."""
import os, sys

import weaviate

key, url = os.environ["WEAVIATE_API_KEY"], f"https://{sys.argv[1]}"
told = os.environ.get("LAB_TRUST_ENV") == "1"
try:
    if hasattr(weaviate, "connect_to_weaviate_cloud"):
        from weaviate.classes.init import AdditionalConfig, Auth
        weaviate.connect_to_weaviate_cloud(url, Auth.api_key(key), additional_config=AdditionalConfig(trust_env=told)).close()
    else:
        weaviate.Client(url, auth_client_secret=weaviate.AuthApiKey(key), trust_env=told).get_meta()
    print("connects\t")
except Exception as error:
    part = "grpc" if "GRPC" in type(error).__name__.upper() else "rest"
    print(f"{part} refused\t" + repr(error).replace("\n", " ").replace("\t", " ")[:300])
