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
	"net/url"
	"os"

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
	// version 5 of the client does not verify the gRPC certificate.
	transport := http.DefaultTransport.(*http.Transport)
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}

	rest, err := url.Parse("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud")
	if err != nil {
		log.Fatal(err)
	}
	client, err := weaviate.NewClient(weaviate.Config{
		Scheme:     rest.Scheme,
		Host:       rest.Host, // without https:// in front
		AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
		GrpcConfig: &grpc.Config{
			Host:    "grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443",
			Secured: rest.Scheme == "https",
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
