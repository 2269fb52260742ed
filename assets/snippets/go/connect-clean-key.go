// Takes off what often clings to a copied key: white space, quotes, the word Bearer.
package main

import (
	"context"
	"fmt"
	"log"
	"net/url"
	"os"
	"strings"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/grpc"
)

func main() {
	key := strings.Trim(os.Getenv("WEAVIATE_API_KEY"), " \t\r\n\"'")
	key = strings.TrimSpace(strings.TrimPrefix(key, "Bearer "))
	if key == "" {
		log.Fatal("WEAVIATE_API_KEY is empty: set it where this program runs")
	}
	rest, err := url.Parse("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud")
	if err != nil {
		log.Fatal(err)
	}
	client, err := weaviate.NewClient(weaviate.Config{
		Scheme:     rest.Scheme,
		Host:       rest.Host, // without https:// in front
		AuthConfig: auth.ApiKey{Value: key},
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
