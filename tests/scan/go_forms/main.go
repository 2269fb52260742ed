package main

import (
	"fmt"
	"net/http"
	"os"
	"time"

	wv "github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/grpc"
)

const host = "scan-sample.c0.us-east1.gcp.weaviate.cloud"

func clients() {
	key := os.Getenv("WEAVIATE_API_KEY")
	good := wv.Config{Host: host, Scheme: "https", AuthConfig: auth.ApiKey{Value: key}, StartupTimeout: 10 * time.Second}
	scheme := wv.Config{Host: "https://" + os.Getenv("WEAVIATE_HOSTNAME"), Scheme: "https", AuthConfig: auth.ApiKey{Value: key}} // EXPECT url-malformed
	console := wv.Config{Host: "console.weaviate.cloud", Scheme: "https", AuthConfig: auth.ApiKey{Value: key}} // EXPECT url-is-console
	twice := wv.Config{Host: host, Scheme: "https", AuthConfig: auth.ApiKey{Value: fmt.Sprintf("Bearer %s", key)}} // EXPECT key-malformed
	written := wv.Config{Host: host, Scheme: "https", AuthConfig: auth.ApiKey{Value: "c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ"}} // EXPECT key-in-source
	missing := wv.Config{Host: host, Scheme: "https"} // EXPECT key-missing
	short := wv.Config{Host: host, Scheme: "https", AuthConfig: auth.ApiKey{Value: key}, StartupTimeout: 500 * time.Millisecond} // EXPECT grpc-slow
	header := wv.Config{Host: host, Scheme: "https", Headers: map[string]string{"Authorization": key}} // EXPECT key-passed-wrongly
	bearer := wv.Config{Host: host, Scheme: "https", Headers: map[string]string{"Authorization": "Bearer " + key}}
	person := wv.Config{Host: host, Scheme: "https", AuthConfig: auth.ResourceOwnerPasswordFlow{Username: "u", Password: os.Getenv("P")}} // EXPECT oidc-password-login
	remote := wv.Config{
		Host: host, Scheme: "https", AuthConfig: auth.ApiKey{Value: key},
		GrpcConfig: &grpc.Config{Host: "scan-sample.c0.us-east1.gcp.weaviate.cloud:50051", Secured: true}, // EXPECT grpc-wrong-endpoint
	}
	right := wv.Config{
		Host: host, Scheme: "https", AuthConfig: auth.ApiKey{Value: key},
		GrpcConfig: &grpc.Config{Host: "grpc-scan-sample.c0.us-east1.gcp.weaviate.cloud:443", Secured: true},
	}
	later := wv.Config{Host: host, Scheme: "https"}
	later.AuthConfig = auth.ApiKey{Value: key}
	local := wv.Config{Host: "localhost:8080", Scheme: "http"}
	fmt.Println(good, scheme, console, twice, written, missing, short, header, bearer, person, remote, right, later, local)
}

func rest(weaviateKey string) {
	req, _ := http.NewRequest(http.MethodGet, "https://"+host+"/v1/schema", nil)
	req.Header.Add("Authorization", weaviateKey) // EXPECT key-passed-wrongly
	req.Header.Set("Authorization", "Bearer "+weaviateKey)
	other, _ := http.NewRequest("GET", "https://api.example.com/v1/x", nil)
	other.Header.Set("Authorization", os.Getenv("X_TOKEN"))
}
