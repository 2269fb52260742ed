import os
import requests

WEAVIATE_URL = os.environ["WEAVIATE_URL"]


def meta(key):
    if not key.startswith("Bearer "):
        key = f"Bearer {key}"
    return requests.get(WEAVIATE_URL + "/v1/meta", headers={"Authorization": key})


def schema():
    key = os.environ["WEAVIATE_API_KEY"]
    value = key if key.startswith("Bearer ") else "Bearer " + key
    return requests.get(WEAVIATE_URL + "/v1/schema", headers={"Authorization": value})


def nodes():
    key = os.environ["WEAVIATE_API_KEY"]
    return requests.get(WEAVIATE_URL + "/v1/nodes", headers={"Authorization": key})  # EXPECT key-passed-wrongly
