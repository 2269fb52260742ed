# Sends the model provider's key beside the Weaviate key, in the provider's own header.
# Searches want it too; other providers have headers of other names.
curl --silent --show-error --write-out '\nHTTP status %{http_code}\n' \
  --header "X-OpenAI-Api-Key: $OPENAI_API_KEY" \
  --header "Authorization: Bearer $WEAVIATE_API_KEY" \
  "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud/v1/meta"
