# Waits up to 30 seconds for the connection and 60 for the whole answer.
curl --silent --show-error --write-out '\nHTTP status %{http_code}\n' \
  --connect-timeout 30 --max-time 60 \
  --header "Authorization: Bearer $WEAVIATE_API_KEY" \
  "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud/v1/meta"
