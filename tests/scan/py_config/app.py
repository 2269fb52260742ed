import os, json, yaml
import weaviate
import weaviate.classes as wvc
from weaviate.connect import ConnectionParams, ProtocolParams
from weaviate.config import AdditionalConfig, Timeout

WEAVIATE_URL = os.getenv("WEAVIATE_URL", "https://console.weaviate.cloud")  # EXPECT url-is-console
TIMEOUT = Timeout(init=1, query=30, insert=120)  # EXPECT grpc-slow
CONFIG = AdditionalConfig(timeout=TIMEOUT)
CLOUD = {
    "cluster_url": WEAVIATE_URL,
    "auth_credentials": wvc.init.Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
    "additional_config": CONFIG,
}


def decorated(fn):
    def inner(*args, **kwargs):
        return fn(*args, **kwargs)
    return inner


@decorated
def connect(key: str, url: str = WEAVIATE_URL, **kw):
    """weaviate.connect_to_weaviate_cloud(url=url, api_key=key)"""
    return weaviate.connect_to_weaviate_cloud(cluster_url=url, auth_credentials=wvc.init.Auth.api_key(api_key=key), **kw)


class Repo:
    api_key = os.environ.get("WEAVIATE_API_KEY")
    _auth = None

    @property
    def auth(self):
        return weaviate.auth.AuthApiKey(self.api_key)

    @classmethod
    def build(cls):
        return weaviate.WeaviateClient(
            connection_params=ConnectionParams(
                http=ProtocolParams(host="abc.c0.us-east1.gcp.weaviate.cloud", port=443, secure=True),
                grpc=ProtocolParams(host="grpc-abc.c0.us-east1.gcp.weaviate.cloud", port=443, secure=True),
            ),
            auth_client_secret=cls.api_key,  # EXPECT key-passed-wrongly
        )

    def build2(self):
        return weaviate.WeaviateClient(
            connection_params=ConnectionParams(
                http=ProtocolParams(host="abc.c0.us-east1.gcp.weaviate.cloud", port=443, secure=True),
                grpc=ProtocolParams(host="grpc-abc.c0.us-east1.gcp.weaviate.cloud", port=50051, secure=True),  # EXPECT grpc-wrong-endpoint
            ),
            auth_client_secret=self.auth,
        )


def fromfile():
    cfg = yaml.safe_load(open("c.yml"))
    return weaviate.connect_to_weaviate_cloud(cfg["url"], cfg["key"])


def from_json(path):
    with open(path) as fh:
        cfg = json.load(fh)
    return weaviate.connect_to_weaviate_cloud(**cfg)


def walrus():
    if (key := os.environ.get("WEAVIATE_API_KEY")) is None:
        raise SystemExit
    return weaviate.connect_to_weaviate_cloud(WEAVIATE_URL, auth_credentials={"api_key": key})  # EXPECT key-passed-wrongly


def ternary(cond):
    auth = wvc.init.Auth.api_key(os.environ["WEAVIATE_API_KEY"]) if cond else None
    return weaviate.connect_to_local(auth_credentials=auth)


def strip():
    key = os.environ["WEAVIATE_API_KEY"].strip()
    return weaviate.connect_to_weaviate_cloud(WEAVIATE_URL, auth_credentials=key)


def fkey():
    k = f"Bearer {os.environ['WEAVIATE_API_KEY']}"
    return weaviate.connect_to_weaviate_cloud(WEAVIATE_URL, auth_credentials=wvc.init.Auth.api_key(k))  # EXPECT key-malformed|key-passed-wrongly


def session():
    import requests
    s = requests.Session()
    s.headers.update({"Authorization": os.environ["WEAVIATE_API_KEY"]})  # EXPECT key-passed-wrongly
    return s.get(WEAVIATE_URL + "/v1/schema")


def session_ok():
    import requests
    s = requests.Session()
    s.headers["Authorization"] = "Bearer " + os.environ["WEAVIATE_API_KEY"]
    return s.get(WEAVIATE_URL + "/v1/schema")


def github():
    import requests
    return requests.get("https://api.github.com", headers={"Authorization": os.environ["GITHUB_TOKEN"]})
