// Less time for the start-up check than gRPC needs.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/grpc"
)

func main() {
	client, err := weaviate.NewClient(weaviate.Config{
		Scheme:         "https",
		Host:           "your-cluster.c0.europe-west3.gcp.weaviate.cloud",
		AuthConfig:     auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
		GrpcConfig:     &grpc.Config{Host: "grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud", Secured: true},
		StartupTimeout: time.Second,
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
