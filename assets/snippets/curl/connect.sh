# Sends the key as the server expects it: "Bearer", one space, the key.
# 200 means that the key is good; the answer names the server's version.
# Double quotes, so that the shell puts the key in.
curl --silent --show-error --write-out '\nHTTP status %{http_code}\n' \
  --header "Authorization: Bearer $WEAVIATE_API_KEY" \
  "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud/v1/meta"
