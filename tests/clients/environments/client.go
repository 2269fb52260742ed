// The Go client, unchanged: `client HOST`.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/grpc"
)

func end(verdict string, err error) {
	fmt.Println(verdict + "\t" + strings.ReplaceAll(fmt.Sprint(err), "\n", " "))
	os.Exit(0)
}

func main() {
	host := os.Args[1]
	client, err := weaviate.NewClient(weaviate.Config{
		Scheme: "https", Host: host, AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},
		GrpcConfig: &grpc.Config{Host: "grpc-" + host + ":443", Secured: true}, Timeout: 15 * time.Second,
	})
	if err != nil {
		end("rest refused", err)
	}
	limit, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	if _, err := client.Misc().MetaGetter().Do(limit); err != nil {
		end("rest refused", err)
	}
	_, err = client.Experimental().Search().WithCollection("LabCollection").Do(limit)
	if err != nil && !strings.Contains(err.Error(), "could not find class") {
		end("grpc refused", err)
	}
	end("connects", nil)
}
