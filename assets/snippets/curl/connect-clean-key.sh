# Takes off what often clings to a copied key: white space, quotes, the word Bearer.
key=$(printf '%s' "$WEAVIATE_API_KEY" | tr -d '"' | tr -d "'" | tr -d '[:space:]')
key=${key#Bearer}
[ -n "$key" ] || { echo "WEAVIATE_API_KEY is empty: set it in this shell" >&2; exit 1; }
curl --silent --show-error --write-out '\nHTTP status %{http_code}\n' \
  --header "Authorization: Bearer $key" \
  "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud/v1/meta"
