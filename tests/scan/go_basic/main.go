package main

import (
	"net/http"
	"os"
)

func main() {
	req, _ := http.NewRequest("GET", os.Getenv("WEAVIATE_URL")+"/v1/schema", nil)
	req.SetBasicAuth("api", os.Getenv("WEAVIATE_API_KEY")) // EXPECT key-passed-wrongly
	http.DefaultClient.Do(req)
	other, _ := http.NewRequest("GET", "https://registry.example.com", nil)
	other.SetBasicAuth("api", os.Getenv("REGISTRY_KEY"))
	http.DefaultClient.Do(other)
}
