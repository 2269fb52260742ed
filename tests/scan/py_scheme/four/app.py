import os
import weaviate
from weaviate.connect import ConnectionParams

weaviate.connect_to_local(host="http://db:8080")  # EXPECT url-malformed
host = os.environ["DB_HOST"]
if not host.startswith("http"):
    host = f"https://{host}"  # EXPECT url-malformed
weaviate.connect_to_local(host)
ConnectionParams.from_url("scan-sample.c0.us-east1.gcp.weaviate.cloud", 443)  # EXPECT url-malformed
ConnectionParams.from_url("https://scan-sample.c0.us-east1.gcp.weaviate.cloud", 443)
weaviate.connect_to_local("db", 8080)
