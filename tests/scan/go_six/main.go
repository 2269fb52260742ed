package main

import (
	"context"
	"os"

	weaviate "github.com/weaviate/weaviate-go-client/v6"
	"github.com/weaviate/weaviate-go-client/v6/query"
)

func main() {
	ctx := context.Background()
	one, _ := weaviate.NewWeaviateCloud(ctx, "https://scan-sample.c0.us-east1.gcp.weaviate.cloud", os.Getenv("WEAVIATE_API_KEY")) // EXPECT url-malformed
	two, _ := weaviate.NewWeaviateCloud(ctx, "scan-sample.c0.us-east1.gcp.weaviate.cloud", "Z29rZXktbm90LXJlYWwtYnV0LWxvbmctMDAwMQ") // EXPECT key-in-source
	three, _ := weaviate.NewWeaviateCloud(ctx, "console.weaviate.cloud", os.Getenv("WEAVIATE_API_KEY")) // EXPECT url-is-console
	four, _ := weaviate.NewWeaviateCloud(ctx, os.Getenv("WEAVIATE_HOST"), os.Getenv("WEAVIATE_API_KEY"))
	five, _ := weaviate.NewWeaviateCloud(ctx, os.Getenv("WEAVIATE_HOST"), "Bearer " + os.Getenv("WEAVIATE_API_KEY")) // EXPECT key-malformed
	_, _, _, _, _ = one, two, three, four, five
	_ = query.NearText{}
}
