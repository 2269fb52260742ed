"""Python's `ssl` as httpx uses it: `create_default_context` with roots from a file."""
import socket, ssl, sys

for line in sys.stdin:
    port, ca, name = line.rstrip("\n").split("\t")
    try:
        with socket.create_connection(("127.0.0.1", int(port)), timeout=20) as plain:
            with ssl.create_default_context(cafile=ca).wrap_socket(plain, server_hostname="localhost"):
                print(f"{name}\taccepts")
    except ssl.SSLCertVerificationError as error:
        print(f"{name}\t{error.verify_message}")
    except OSError as error:
        print(f"{name}\t{getattr(error, 'reason', error)}")
