#!/bin/bash
export WEAVIATE_API_KEY='{key}'
curl -s "https://$WEAVIATE_URL/v1/meta" -H "Authorization: $WEAVIATE_API_KEY" \
  -H 'X-OpenAI-Api-Key: {key}' | jq . <<EOF
EOF
