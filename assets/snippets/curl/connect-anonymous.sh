# Asks without any key, a server that allows it; the answer names its version.
curl --silent --show-error --write-out '\nHTTP status %{http_code}\n' \
  "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud/v1/meta"
