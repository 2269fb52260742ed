curl -sS "$WEAVIATE_URL/v1/schema" -H "Authorization Bearer $WEAVIATE_API_KEY" # EXPECT key-passed-wrongly
curl "$WEAVIATE_URL/v1/meta" --header="authorization=Bearer $WEAVIATE_API_KEY" # EXPECT key-passed-wrongly
curl "$WEAVIATE_URL/v1/meta" -H "Authorization Bearer ${WEAVIATE_API_KEY}" -H "Accept: */*" # EXPECT key-passed-wrongly
wget --header="Authorization Bearer $WEAVIATE_API_KEY" "$WEAVIATE_URL/v1/meta" # EXPECT key-passed-wrongly
curl "$WEAVIATE_URL/v1/meta" -H "Authorization: Bearer $WEAVIATE_API_KEY"
curl "$WEAVIATE_URL/v1/meta" -H "Authorization:Bearer $WEAVIATE_API_KEY"
curl "https://example.com/" -H "Authorization Bearer $OTHER"
