import os

import weaviate
from weaviate.classes.init import Auth


def api_key():
    key = os.environ.get("WEAVIATE_API_KEY")
    if not key:
        raise RuntimeError("no key")
    return key


def credentials():
    return Auth.api_key(api_key())


def endpoint():
    return "https://grpc-shop.c0.europe-west3.gcp.weaviate.cloud"  # EXPECT url-is-grpc-endpoint


class Settings:
    def key(self) -> str:
        return os.environ["WEAVIATE_API_KEY"]

    def connect(self):
        return weaviate.connect_to_weaviate_cloud(
            cluster_url=os.environ["WEAVIATE_URL"],
            auth_credentials=self.key(),  # EXPECT key-passed-wrongly
        )


bare = weaviate.connect_to_weaviate_cloud(
    cluster_url=endpoint(),
    auth_credentials=api_key(),  # EXPECT key-passed-wrongly
)
good = weaviate.connect_to_weaviate_cloud(cluster_url=os.environ["WEAVIATE_URL"], auth_credentials=credentials())


def either():
    return load()


def load():
    return either()


def load_twice():
    return Auth.api_key(os.environ["WEAVIATE_API_KEY"])


unknown = weaviate.connect_to_weaviate_cloud(cluster_url=os.environ["WEAVIATE_URL"], auth_credentials=either())
