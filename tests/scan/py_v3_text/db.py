from os import getenv
import weaviate as wv

def connect():
    secret = getenv("WEAVIATE_API_KEY")
    return wv.Client(
        url=getenv("WEAVIATE_URL"),
        auth_client_secret=secret,  # EXPECT key-passed-wrongly
    )

fine = wv.Client(getenv("WEAVIATE_URL"), wv.auth.AuthApiKey(getenv("WEAVIATE_API_KEY")))
plain = wv.Client("http://scan-sample.c0.us-east1.gcp.weaviate.cloud", wv.AuthApiKey(api_key=getenv("WEAVIATE_API_KEY")))  # EXPECT url-not-https
later = wv.connect_to_weaviate_cloud(getenv("WEAVIATE_URL"), wv.auth.AuthApiKey(getenv("WEAVIATE_API_KEY")))  # EXPECT client-too-old
