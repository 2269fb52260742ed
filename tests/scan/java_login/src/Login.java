import io.weaviate.client6.v1.api.Authentication;

class Login {
  void test() {
    // Where this signs in, nothing here says.
    Authentication password = Authentication.resourceOwnerPassword("somebody", System.getenv("PW"), java.util.List.of());
    ping(password);
  }
}
