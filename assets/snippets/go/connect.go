// Connects with an API key and prints the server's version.
package main

import (
	"context"
	"fmt"
	"log"
	"net/url"
	"os"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/grpc"
)

func main() {
	rest, err := url.Parse("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud")
	if err != nil {
		log.Fatal(err)
	}
	client, err := weaviate.NewClient(weaviate.Config{
		Scheme:     rest.Scheme,
		Host:       rest.Host, // without https:// in front
		AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
		GrpcConfig: &grpc.Config{
			Host:    "grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443",
			Secured: rest.Scheme == "https",
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
