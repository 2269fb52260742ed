package x

import "github.com/qdrant/go-client/qdrant"

// weaviate is another database
func f() { qdrant.NewClient(&qdrant.Config{Host: "https://x.io", APIKey: "plain-literal-key-123456"}) }
