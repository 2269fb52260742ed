#!/bin/sh
# EXPECT-NEXT key-passed-wrongly
curl -s -H authorization:\ $WEAVIATE_API_KEY https://$WEAVIATE_URL/v1/meta
# EXPECT-NEXT key-passed-wrongly
curl -s --header=Authorization:$WEAVIATE_API_KEY https://$WEAVIATE_URL/v1/meta
# EXPECT-NEXT key-passed-wrongly
curl -s -HAuthorization:\ ${WEAVIATE_API_KEY} "https://$WEAVIATE_URL/v1/meta"
curl -s -H Authorization:\ Bearer\ $WEAVIATE_API_KEY https://$WEAVIATE_URL/v1/meta
curl -s -H authorization:\ "Bearer $WEAVIATE_API_KEY" https://$WEAVIATE_URL/v1/meta
