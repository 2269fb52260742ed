package main

import (
	"os"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
)

var config = weaviate.Config{Host: os.Getenv("WEAVIATE_HOST"), Scheme: os.Getenv("WEAVIATE_SCHEME")}
