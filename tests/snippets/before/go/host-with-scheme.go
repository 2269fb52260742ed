// The whole URL in the place of the host.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
)

func main() {
	client, err := weaviate.NewClient(weaviate.Config{
		Scheme:     "https",
		Host:       "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
		AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
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
