import os
from mylib import weaviate_tools as weaviate
from mylib import Auth, Timeout, connect_to_weaviate_cloud

weaviate.Client(url="x", auth_client_secret="y")
connect_to_weaviate_cloud(url="x", api_key="y")
Auth.api_key("Bearer x")
Timeout(init=0.1)


class Client:
    def connect_to_weaviate_cloud(self, url):
        return self.Client(url)
