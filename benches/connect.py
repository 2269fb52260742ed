"""Connects the official Python client to the cluster at this URL, as its documentation shows, and prints how many seconds that took.

Usage: connect.py URL     (the key in WEAVIATE_API_KEY, the roots in SSL_CERT_FILE)
"""
import os, sys, time

import certifi

# REST trusts the roots of this package alone, whatever the environment says.
certifi.where = lambda: os.environ["SSL_CERT_FILE"]

import weaviate
from weaviate.classes.init import Auth

begin = time.perf_counter()
client = weaviate.connect_to_weaviate_cloud(cluster_url=sys.argv[1], auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"]))
print(time.perf_counter() - begin)
client.close()
