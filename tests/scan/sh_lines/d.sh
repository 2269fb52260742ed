WEAVIATE_HOST=abc.c0.us-east1.gcp.weaviate.cloud
HDR="Authorization: $WEAVIATE_API_KEY" # EXPECT key-passed-wrongly
curl -fsS -H "$HDR" "https://$WEAVIATE_HOST/v1/meta"
# EXPECT-NEXT key-passed-wrongly
curl -fsS \
  -H "Authorization: $WCD_API_KEY" \
  -X POST \
  -H "Content-Type: application/json" \
  -d '{"query": "{Get{A{b}}}"}' \
  "https://${WEAVIATE_HOST}/v1/graphql"
curl -H "Authorization: Bearer $(cat key.txt)" "https://$WEAVIATE_HOST/v1/meta"
curl --oauth2-bearer "$WEAVIATE_API_KEY" "https://$WEAVIATE_HOST/v1/meta"
http GET "https://$WEAVIATE_HOST/v1/meta" "Authorization:Bearer $WEAVIATE_API_KEY"
grpcurl -H "authorization: Bearer $WEAVIATE_API_KEY" "grpc-$WEAVIATE_HOST:443" list
echo "curl -H 'Authorization: \$WEAVIATE_API_KEY'"
cat <<'EOF'
curl -H "Authorization: $WEAVIATE_API_KEY" https://abc.c0.us-east1.gcp.weaviate.cloud/v1/meta
EOF
