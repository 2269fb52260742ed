package main

import (
	"os"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
)

func wrong() {
	var cfg weaviate.Config
	cfg.Host = "scan-sample.c0.us-east1.gcp.weaviate.cloud"
	cfg.Scheme = "http" // EXPECT url-not-https
	cfg.AuthConfig = auth.ApiKey{Value: os.Getenv("K")}
	weaviate.New(cfg)
}

func made() {
	cfg := new(weaviate.Config)
	cfg.Host = "https://scan-sample.c0.us-east1.gcp.weaviate.cloud" // EXPECT url-malformed
	cfg.Scheme = "https"
	cfg.AuthConfig = auth.ApiKey{Value: os.Getenv("K")}
	weaviate.New(*cfg)
}

func local() {
	var cfg weaviate.Config
	cfg.Host = "localhost:8080"
	cfg.Scheme = "http"
	weaviate.New(cfg)
}

func right() {
	var cfg weaviate.Config
	cfg.Host = "scan-sample.c0.us-east1.gcp.weaviate.cloud"
	cfg.Scheme = "https"
	cfg.AuthConfig = auth.ApiKey{Value: os.Getenv("K")}
	weaviate.New(cfg)
}
