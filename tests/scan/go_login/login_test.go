package login

import (
	"testing"

	"github.com/weaviate/weaviate-go-client/v5/weaviate/auth"
)

// Where these sign in, nothing here says.
func TestLogin(t *testing.T) {
	for _, login := range []auth.Config{
		auth.ResourceOwnerPasswordFlow{Username: "somebody", Password: "wrong"},
		auth.BearerToken{AccessToken: "none"},
	} {
		try(t, login)
	}
}
