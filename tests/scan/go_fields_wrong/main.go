package main

import (
	"os"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
)

func main() {
	key := os.Getenv("WEAVIATE_API_KEY")
	host := os.Getenv("WEAVIATE_HOST")
	weaviate.NewClient(weaviate.Config{Scheme: "https", Host: host, ApiKey: key}) // EXPECT key-passed-wrongly UNSURE
	weaviate.NewClient(weaviate.Config{Scheme: "https", Host: host, Retries: 3})  // EXPECT client-api-mismatch UNSURE
	weaviate.NewClient(weaviate.Config{Host: host, AuthConfig: auth.ApiKey{Value: key}}) // EXPECT client-api-mismatch UNSURE
	later := weaviate.Config{Host: host, AuthConfig: auth.ApiKey{Value: key}}
	later.Scheme = "https"
	weaviate.NewClient(later)
}
