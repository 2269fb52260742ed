// Connects with an API key and prints the server's version.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/grpc"
)

func main() {
	url := "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud"
	client, err := weaviate.NewClient(weaviate.Config{
		Host:       strings.TrimPrefix(url, "https://"), // the bare host name
		Scheme:     "https",
		AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
		GrpcConfig: &grpc.Config{
			Host:    "grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud",
			Secured: true,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	// NewClient contacts nobody: this is the first request.
	meta, err := client.Misc().MetaGetter().Do(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Connected, server version", meta.Version)
}
