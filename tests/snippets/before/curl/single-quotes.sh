# Single quotes: the shell puts no key in, and the server gets the text "$WEAVIATE_API_KEY".
curl --silent --show-error --write-out '\nHTTP status %{http_code}\n' \
  --header 'Authorization: Bearer $WEAVIATE_API_KEY' \
  "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud/v1/meta"
