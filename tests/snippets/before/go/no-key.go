// No key at all.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
)

func main() {
	client, err := weaviate.NewClient(weaviate.Config{
		Scheme: "https",
		Host:   "your-cluster.c0.europe-west3.gcp.weaviate.cloud",
	})
	if err != nil {
		log.Fatal(err)
	}
	meta, err := client.Misc().MetaGetter().Do(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Connected, server version", meta.Version)
}
