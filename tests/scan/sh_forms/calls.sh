#!/usr/bin/env bash
# curl -H "Authorization: $WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta"
set -euo pipefail
AUTH="Authorization: Bearer $WEAVIATE_API_KEY"
TOKEN="Bearer ${WEAVIATE_API_KEY}"
HOST="https://grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud" # EXPECT url-is-grpc-endpoint
curl -sf -H "$AUTH" "$WEAVIATE_URL/v1/meta"
curl -sf -H "Authorization: $TOKEN" "$WEAVIATE_URL/v1/meta"
curl -sf -H 'Authorization: Bearer '"$WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta"
curl -sf "$HOST/v1/meta" -H "$AUTH"
curl -sf -H 'Authorization: Bearer $WEAVIATE_API_KEY' "$WEAVIATE_URL/v1/meta" # EXPECT key-passed-wrongly
curl -sf -H "authorization: bearer $WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta" # EXPECT key-passed-wrongly
curl -sf --header="Authorization: $WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta" # EXPECT key-passed-wrongly
curl -sf -H "X-Api-Key: $WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta" # EXPECT key-passed-wrongly
curl -sf -u "me:$WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta" # EXPECT key-passed-wrongly
curl -sf "http://scan-sample.c0.us-east1.gcp.weaviate.cloud/v1/meta" -H "$AUTH" # EXPECT url-not-https
curl -sf "https://scan-sample.c0.us-east1.gcp.weaviate.cloud/v1/meta" -H "Authorization: Bearer c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ" # EXPECT key-in-source
curl -sf -H "Authorization: token $GITHUB_TOKEN" https://api.github.com/repos/weaviate/weaviate
if curl -s https://console.weaviate.cloud >/dev/null; then echo up; fi
docker run -e AUTHENTICATION_APIKEY_ALLOWED_KEYS=test-key semitechnologies/weaviate
echo "put WEAVIATE_API_KEY=your-key into .env, see https://console.weaviate.cloud"
export WEAVIATE_API_KEY="Tm90QVJlYWxLZXk6c2NhbjowMDAwMDAwMg" # EXPECT key-in-source
