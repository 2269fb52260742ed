# Sends the request through the proxy that HTTPS_PROXY names.
curl --silent --show-error --write-out '\nHTTP status %{http_code}\n' \
  --proxy "$HTTPS_PROXY" \
  --header "Authorization: Bearer $WEAVIATE_API_KEY" \
  "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud/v1/meta"
