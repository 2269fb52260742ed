package main

import (
	"context"
	"net/http"
	"os"
	"time"

	wv "github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
)

const host = "grpc-abc.c0.us-east1.gcp.weaviate.cloud" // EXPECT url-is-grpc-endpoint

func ok() (*wv.Client, error) {
	cfg := wv.Config{
		Host:       os.Getenv("WEAVIATE_HOST"),
		Scheme:     "https",
		AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
		Headers:    map[string]string{"X-OpenAI-Api-Key": os.Getenv("OPENAI_API_KEY")},
	}
	return wv.NewClient(cfg)
}

func header() {
	cfg := wv.Config{Host: os.Getenv("WEAVIATE_HOST"), Scheme: "https"}
	cfg.Headers = map[string]string{"Authorization": os.Getenv("WEAVIATE_API_KEY")} // EXPECT key-passed-wrongly
	c, _ := wv.NewClient(cfg)
	_ = c
}

func schemed() {
	wv.NewClient(wv.Config{
		Host:       "https://abc.c0.us-east1.gcp.weaviate.cloud", // EXPECT url-malformed
		Scheme:     "https",
		AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
	})
}

func plain() {
	wv.New(wv.Config{
		Host:       "abc.c0.us-east1.gcp.weaviate.cloud",
		Scheme:     "http", // EXPECT url-not-https
		AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
	})
}

func grpcHost() {
	wv.NewClient(wv.Config{Host: host, Scheme: "https", AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")}})
}

func login() {
	wv.NewClient(wv.Config{
		Host: os.Getenv("WEAVIATE_HOST"), Scheme: "https", StartupTimeout: 5 * time.Second,
		AuthConfig: auth.ResourceOwnerPasswordFlow{Username: "a@b.example", Password: os.Getenv("PW")}, // EXPECT oidc-password-login
	})
}

func raw(ctx context.Context) {
	req, _ := http.NewRequestWithContext(ctx, "GET", "https://"+os.Getenv("WEAVIATE_HOST")+"/v1/meta", nil)
	req.Header.Set("Authorization", os.Getenv("WEAVIATE_API_KEY")) // EXPECT key-passed-wrongly
	ok, _ := http.NewRequest("GET", os.Getenv("WEAVIATE_URL")+"/v1/meta", nil)
	ok.Header.Add("Authorization", "Bearer "+os.Getenv("WEAVIATE_API_KEY"))
}

func literal() {
	wv.NewClient(wv.Config{
		Host: os.Getenv("WEAVIATE_HOST"), Scheme: "https",
		AuthConfig: auth.ApiKey{Value: "Z29rZXktbm90LXJlYWwtYnV0LWxvbmctMDAwMQ"}, // EXPECT key-in-source
	})
}
