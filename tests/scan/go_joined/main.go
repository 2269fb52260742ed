package main

import (
	"net/http"
	"os"
)

const base = "http://scan-sample.c0.us-east1.gcp.weaviate.cloud" // EXPECT url-not-https

func main() {
	req, _ := http.NewRequest("GET", base+"/v1/meta", nil)
	req.Header.Set("Authorization", "Bearer "+os.Getenv("WEAVIATE_API_KEY"))
	http.DefaultClient.Do(req)
}
