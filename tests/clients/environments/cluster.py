"""A cluster for the clients: REST over TLS at 127.0.0.1:443, gRPC over TLS at 127.0.0.2:443. `cluster.py CHAIN.pem` (with its key); prints a line when it is up."""
import ssl, sys, threading
from concurrent import futures
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc

KEY = "labKey0nlyForTheseW0rlds2026abcdefghij01"
NO_KEY = '{"code":401,"message": "anonymous access not enabled. Please authenticate through one of the available methods: [API-keys]" }'
ANSWERS = {
    "/v1/meta": '{"grpcMaxMessageSize":104858000,"hostname":"http://[::]:8080","modules":{},"version":"1.37.2"}',
    "/v1/users/own-info": '{"groups":null,"roles":[{"name":"admin","permissions":[{"action":"read_data","data":{"collection":"*","object":"*","tenant":"*"}}]}],"username":"lab-user"}',
    "/v1/schema": '{"classes":[]}',
    "/v1/nodes": '{"nodes":[{"name":"node1","status":"HEALTHY","version":"1.37.2"}]}',
}


class Rest(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        path, authorization = self.path.split("?")[0], self.headers.get("Authorization")
        if path in ("/v1/.well-known/live", "/v1/.well-known/ready"):
            status, text = 200, ""
        elif path == "/v1/.well-known/openid-configuration":
            status, text = 404, ""
        elif authorization is None:
            status, text = 401, NO_KEY
        elif authorization != f"Bearer {KEY}":
            status, text = 401, '{"code":401,"message":"unauthorized: invalid api key"}'
        else:
            status, text = (200, ANSWERS[path]) if path in ANSWERS else (404, '{"code":404,"message":"path was not found"}')
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def finish_request(self, request, client):
        request.settimeout(20)
        try:
            super().finish_request(tls.wrap_socket(request, server_side=True), client)
        except OSError:
            pass


class Grpc(grpc.GenericRpcHandler):
    def service(self, details):
        if details.method == "/grpc.health.v1.Health/Check":
            return grpc.unary_unary_rpc_method_handler(lambda request, context: b"\x08\x01")

        def answer(_, context):
            key = dict(context.invocation_metadata()).get("authorization")
            if key != f"Bearer {KEY}":
                context.abort(grpc.StatusCode.UNAUTHENTICATED, "extract auth: unauthorized: invalid api key")
            context.abort(grpc.StatusCode.UNKNOWN, "could not find class LabCollection in schema")

        return grpc.unary_unary_rpc_method_handler(answer)


pem = open(sys.argv[1], "rb").read()
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(sys.argv[1])
tls.set_alpn_protocols(["http/1.1"])
rest = Server(("127.0.0.1", 443), Rest)
threading.Thread(target=rest.serve_forever, daemon=True).start()
at = pem.index(b"-----BEGIN PRIVATE KEY")
server = grpc.server(futures.ThreadPoolExecutor(16))
server.add_generic_rpc_handlers((Grpc(),))
server.add_secure_port("127.0.0.2:443", grpc.ssl_server_credentials([(pem[at:], pem[:at])]))
server.start()
print("up", flush=True)
threading.Event().wait()
