import os

import httpx
import requests
from requests.auth import HTTPBasicAuth

WEAVIATE_URL = os.environ["WEAVIATE_URL"]
KEY = os.environ["WEAVIATE_API_KEY"]
requests.get(f"{WEAVIATE_URL}/v1/meta", auth=("admin", KEY))  # EXPECT key-passed-wrongly
requests.get(f"{WEAVIATE_URL}/v1/meta", auth=HTTPBasicAuth("admin", KEY))  # EXPECT key-passed-wrongly
httpx.Client(base_url=WEAVIATE_URL, auth=httpx.BasicAuth("admin", KEY))  # EXPECT key-passed-wrongly
requests.get(f"{WEAVIATE_URL}/v1/meta", auth=(os.environ["PROXY_USER"], os.environ["PROXY_PASSWORD"]))
session = requests.Session()
session.auth = ("admin", KEY)  # EXPECT key-passed-wrongly
session.get(f"{WEAVIATE_URL}/v1/meta")


other = requests.Session()
other.auth = ("me", os.environ["JIRA_TOKEN"])
other.get("https://jira.example.com/rest")
requests.get("https://jira.example.com/rest", auth=("me", os.environ["JIRA_TOKEN"]))
