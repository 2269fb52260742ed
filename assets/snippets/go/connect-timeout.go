// Waits up to 30 seconds for REST and for gRPC, then prints the server's version.
package main

import (
	"context"
	"fmt"
	"log"
	"net/url"
	"os"
	"time"

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
		StartupTimeout: 30 * time.Second, // second choice: leave it out, no check
		Timeout:        2 * time.Minute,  // one request; 60 seconds unless you set it
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
