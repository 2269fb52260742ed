#!/usr/bin/env bash
set -eu
# curl -H "Authorization: $WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta"
curl -s -H "Authorization: Bearer $WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta"
curl -s --header "Authorization: ${WEAVIATE_API_KEY}" "$WEAVIATE_URL/v1/meta" # EXPECT key-passed-wrongly
curl -s -H 'Authorization: Bearer $WEAVIATE_API_KEY' "$WEAVIATE_URL/v1/meta" # EXPECT key-passed-wrongly
curl -s -H "Authorization: bearer $WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta" # EXPECT key-passed-wrongly
curl -u "me:$WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/schema" # EXPECT key-passed-wrongly
curl -H "X-API-Key: $WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/schema" # EXPECT key-passed-wrongly
curl "https://console.weaviate.cloud/v1/meta" -H "Authorization: Bearer $WEAVIATE_API_KEY" # EXPECT url-is-console
curl "http://abc.c0.us-east1.gcp.weaviate.cloud/v1/meta" -H "Authorization: Bearer $WEAVIATE_API_KEY" # EXPECT url-not-https
curl https://api.github.com -H "Authorization: $GITHUB_TOKEN"
export WEAVIATE_API_KEY=c2hrZXktbm90LXJlYWwtYnV0LWxvbmctMDAwMDQ # EXPECT key-in-source
wget --header="Authorization: $WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta" # EXPECT key-passed-wrongly
