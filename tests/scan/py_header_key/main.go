package main

import (
	"os"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
)

var config = weaviate.Config{
	Host:    os.Getenv("WEAVIATE_HOST"),
	Scheme:  "https",
	Headers: map[string]string{"X-Weaviate-Api-Key": os.Getenv("WEAVIATE_API_KEY")}, // EXPECT key-passed-wrongly UNSURE
}
