// Trusts a company root certificate besides the system's roots, for REST.
// COMPANY_ROOT names its PEM file, for example /etc/ssl/company-root.pem
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/grpc"
)

func main() {
	roots, err := x509.SystemCertPool()
	if err != nil {
		log.Fatal(err)
	}
	company, err := os.ReadFile(os.Getenv("COMPANY_ROOT"))
	if err != nil {
		log.Fatal(err)
	}
	if !roots.AppendCertsFromPEM(company) {
		log.Fatal("COMPANY_ROOT holds no PEM certificate")
	}
	// The client uses Go's default transport for REST. Its gRPC side takes no roots:
	// client 5.7 does not verify the gRPC certificate.
	transport := http.DefaultTransport.(*http.Transport)
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}

	url := "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud"
	client, err := weaviate.NewClient(weaviate.Config{
		Host:       strings.TrimPrefix(url, "https://"), // the bare host name
		Scheme:     "https",
		AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
		GrpcConfig: &grpc.Config{
			Host:    "grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud",
			Secured: true,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	meta, err := client.Misc().MetaGetter().Do(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Connected, server version", meta.Version)
}
