import os
import weaviate
from weaviate.auth import AuthApiKey

URL = os.environ["WEAVIATE_URL"]
KEY = AuthApiKey(os.environ["WEAVIATE_API_KEY"])
V3 = weaviate.__version__.startswith("3.")


def by_version():
    if weaviate.__version__.startswith("3."):
        return weaviate.Client(URL, auth_client_secret=KEY)
    return weaviate.connect_to_weaviate_cloud(URL, KEY)


def by_name():
    return weaviate.Client(URL) if not hasattr(weaviate, "connect_to_local") else weaviate.connect_to_weaviate_cloud(URL, KEY)


def by_trying():
    try:
        return weaviate.connect_to_weaviate_cloud(URL, KEY)
    except AttributeError:
        return weaviate.Client(URL, auth_client_secret=KEY)
