# The key without the word Bearer.
curl --silent --show-error --write-out '\nHTTP status %{http_code}\n' \
  --header "Authorization: $WEAVIATE_API_KEY" \
  "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud/v1/meta"
