package store

import (
	"fmt"
	"os"

	"github.com/weaviate/weaviate-go-client/v4/weaviate"
	"github.com/weaviate/weaviate-go-client/v4/weaviate/auth"
	"github.com/weaviate/weaviate-go-client/v4/weaviate/grpc"
)

type Config struct {
	URL string
	Key string
}

func New(c Config) (*weaviate.Client, error) {
	conf := weaviate.Config{
		Host:   c.URL,
		Scheme: "https",
		AuthConfig: auth.ApiKey{
			Value: fmt.Sprintf("Bearer %s", c.Key), // EXPECT key-malformed|key-passed-wrongly
		},
	}
	return weaviate.NewClient(conf)
}

func NewGrpc(c Config) (*weaviate.Client, error) {
	return weaviate.NewClient(weaviate.Config{
		Host: "abc.c0.us-east1.gcp.weaviate.cloud", Scheme: "https",
		AuthConfig: &auth.ApiKey{Value: c.Key},
		GrpcConfig: &grpc.Config{Host: "abc.c0.us-east1.gcp.weaviate.cloud:50051", Secured: true}, // EXPECT grpc-wrong-endpoint
	})
}

func NewGrpcOk(c Config) (*weaviate.Client, error) {
	return weaviate.NewClient(weaviate.Config{
		Host: "abc.c0.us-east1.gcp.weaviate.cloud", Scheme: "https",
		AuthConfig: auth.ApiKey{Value: c.Key},
		GrpcConfig: &grpc.Config{Host: "grpc-abc.c0.us-east1.gcp.weaviate.cloud:443", Secured: true},
	})
}

func Bare() {
	client := weaviate.New(weaviate.Config{Host: "console.weaviate.cloud", Scheme: "https", AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")}}) // EXPECT url-is-console
	_ = client
	// weaviate.New(weaviate.Config{Host: "https://x"})
}

func NoKey() {
	weaviate.NewClient(weaviate.Config{Host: "abc.c0.us-east1.gcp.weaviate.cloud", Scheme: "https"}) // EXPECT key-missing|key-passed-wrongly
}
