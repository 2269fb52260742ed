package main

import (
	"os"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
)

var config = weaviate.Config{
	Host:       os.Getenv("SEARCH_HOST"),
	Scheme:     "https",
	AuthConfig: auth.ApiKey{Value: os.Getenv("SEARCH_KEY")},
}

var plain = weaviate.Config{
	Host:       os.Getenv("OTHER_HOST"),
	Scheme:     "http", // EXPECT url-not-https
	AuthConfig: auth.ApiKey{Value: os.Getenv("SEARCH_KEY")},
}
