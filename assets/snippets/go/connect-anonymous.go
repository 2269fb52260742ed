// Connects without any key, to a server that allows it, and prints its version.
package main

import (
	"context"
	"fmt"
	"log"
	"net/url"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/grpc"
)

func main() {
	rest, err := url.Parse("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud")
	if err != nil {
		log.Fatal(err)
	}
	client, err := weaviate.NewClient(weaviate.Config{
		Scheme: rest.Scheme,
		Host:   rest.Host, // without https:// in front
		// no AuthConfig: nothing is sent
		GrpcConfig: &grpc.Config{
			Host:    "grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443",
			Secured: rest.Scheme == "https",
		},
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
