import os
from urllib.parse import urlparse

import requests
import weaviate
from weaviate.classes.init import Auth

config = {"url": "", "key": ""}
config["url"] = os.environ["WEAVIATE_URL"]
config["key"] = os.environ["WEAVIATE_API_KEY"]
weaviate.connect_to_weaviate_cloud(config["url"], Auth.api_key(config["key"]))


class Store:
    url = ""

    def connect(self):
        return weaviate.connect_to_weaviate_cloud(self.url, Auth.api_key(config["key"]))


assert urlparse("http://scan-sample.c0.us-east1.gcp.weaviate.cloud/x").hostname
requests.post("https://api.example.com", headers={"Authorization": os.environ["OTHER_TOKEN"]}, data=config)

URL = ""  # fill this in
weaviate.connect_to_weaviate_cloud(URL, Auth.api_key(config["key"]))  # EXPECT url-missing
