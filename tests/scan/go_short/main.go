package main

import (
	"time"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
)

func connect() (*weaviate.Client, error) {
	return weaviate.NewClient(weaviate.Config{Host: "localhost:8080", Scheme: "http", StartupTimeout: time.Second}) // EXPECT grpc-slow UNSURE
}
