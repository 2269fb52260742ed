// Connects to a server of your own and waits up to 30 seconds for it.
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
	rpc, err := url.Parse("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:50051")
	if err != nil {
		log.Fatal(err)
	}
	client, err := weaviate.NewClient(weaviate.Config{
		Host:       rest.Host, // with its port, without a scheme
		Scheme:     rest.Scheme,
		AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
		GrpcConfig: &grpc.Config{
			Host:    rpc.Host,
			Secured: rpc.Scheme == "https",
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
