package main

import (
	"os"

	"github.com/weaviate/weaviate-go-client/v4/weaviate"
	"github.com/weaviate/weaviate-go-client/v4/weaviate/auth"
)

var config = weaviate.Config{
	Host:       "demo-77abc.semi.network", // EXPECT cluster-url-outdated UNSURE
	Scheme:     "https",
	AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
}
