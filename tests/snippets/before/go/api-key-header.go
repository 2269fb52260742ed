// The key in a header that the server does not read.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
)

func main() {
	client, err := weaviate.NewClient(weaviate.Config{
		Scheme:  "https",
		Host:    "your-cluster.c0.europe-west3.gcp.weaviate.cloud",
		Headers: map[string]string{"X-Weaviate-Api-Key": os.Getenv("WEAVIATE_API_KEY")},
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
