package main
import ("github.com/weaviate/weaviate-go-client/v5/weaviate"; "github.com/weaviate/weaviate-go-client/v5/weaviate/auth")
func main() {
	cfg := weaviate.Config{Host: "https://abc.weaviate.cloud", Scheme: "http", AuthConfig: auth.ApiKey{Value: "{key}"}, Headers: map[string]string{"Authorization": key}}
	weaviate.NewClient(cfg)
}
