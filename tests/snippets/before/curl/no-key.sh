# No key at all.
curl --silent --show-error --write-out '\nHTTP status %{http_code}\n' \
  "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud/v1/meta"
