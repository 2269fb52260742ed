package main

import (
	"os"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
)

var config = weaviate.Config{
	Host:       os.Getenv("WEAVIATE_HOST"),
	Scheme:     "https",
	AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_KEY")}, // EXPECT key-missing UNSURE
}
