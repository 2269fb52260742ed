import os
import aiohttp
import requests

URL = os.environ["WEAVIATE_URL"]
KEY = os.environ["WEAVIATE_API_KEY"]

session = requests.Session()
session.headers.update({"Authorization": KEY})  # EXPECT key-passed-wrongly
session.headers["Authorization"] = f"Bearer {KEY}"
session.get(f"{URL}/v1/meta")

requests.get(URL + "/v1/schema", headers={"Authorization": f"{KEY}"})  # EXPECT key-passed-wrongly
requests.get(URL + "/v1/schema", headers={"authorization": "bearer " + KEY})  # EXPECT key-passed-wrongly
requests.get(URL + "/v1/schema", headers={"Authorization": "Bearer " + KEY})
requests.get(URL + "/v1/schema", headers={"Authorization": "Bearer %s" % KEY})
requests.get(URL + "/v1/schema", headers={"Authorization": "Bearer {}".format(KEY)})
requests.get(URL + "/v1/schema", headers={"X-API-KEY": KEY})  # EXPECT key-passed-wrongly
requests.get("https://scan-sample.c0.us-east1.gcp.weaviate.cloud/v1/meta", headers={"Authorization": os.environ["TOKEN"]})  # EXPECT key-passed-wrongly
requests.get("http://scan-sample.c0.us-east1.gcp.weaviate.cloud/v1/meta", headers={"Authorization": "Bearer " + KEY})  # EXPECT url-not-https
requests.post("https://hooks.example.com/x", headers={"Authorization": os.environ["HOOK_TOKEN"]}, json={"text": "weaviate is down"})
requests.get("https://console.weaviate.cloud/v1/meta", headers={"Authorization": f"Bearer {KEY}"})  # EXPECT url-is-console


def headers(weaviate_key):
    return {
        "Content-Type": "application/json",
        "Authorization": weaviate_key,  # EXPECT key-passed-wrongly
    }


async def fetch():
    async with aiohttp.ClientSession(base_url=URL, headers={"Authorization": KEY}) as s:  # EXPECT key-passed-wrongly
        await s.get("/v1/meta")
