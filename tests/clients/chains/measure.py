#!/usr/bin/env python3
"""Who accepts which certificate: makes chains, serves each over TLS on loopback, and lets the TLS libraries of the official clients connect.

Usage: measure.py OUT.json [PYTHON …]      PYTHON: further interpreters, such as python3.13

Wants the packages `cryptography` and `grpcio`. Node, Go and Java are asked where they are installed. What is written: for each chain what the
server sends and what the client trusts (PEM), and for each library `accepts` or its message.
"""
import datetime, json, os, pathlib, shutil, socket, ssl, subprocess, sys, tempfile, threading, time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HERE = pathlib.Path(__file__).parent
HOST = "localhost"
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
SECONDS = 20


class Cert:
    """A certificate with its key. `without` names extensions that are left out."""

    def __init__(self, name, issuer=None, ca=False, without=(), days=(-1, 365), path=None, critical_bc=True, names=(HOST,), key=None,
                 purpose=ExtendedKeyUsageOID.SERVER_AUTH, signs=None, excluded=None, permitted=None, digest=hashes.SHA256(), critical_names=False):
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else [])
        issuer = issuer or self
        signs = ca if signs is None else signs
        builder = (x509.CertificateBuilder().subject_name(self.name).issuer_name(issuer.name).public_key(self.key.public_key())
                   .serial_number(x509.random_serial_number())
                   .not_valid_before(NOW + datetime.timedelta(days[0])).not_valid_after(NOW + datetime.timedelta(days[1])))
        usage = x509.KeyUsage(not signs, False, False, False, False, signs, signs, False, False)
        hosts = [x509.DNSName(n) for n in names]
        trees = [None if tree is None else [x509.DNSName(tree)] for tree in (permitted, excluded)]
        for extension, critical, wanted in [
            (x509.BasicConstraints(ca, path), critical_bc, "bc" not in without),
            (usage, True, "ku" not in without),
            (x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), False, "ski" not in without),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False, "aki" not in without),
            (x509.SubjectAlternativeName(hosts), critical_names, hosts and (not ca or issuer is self and name == HOST)),
            (x509.ExtendedKeyUsage([purpose]), False, "eku" not in without and not ca),
            (trees if trees == [None, None] else x509.NameConstraints(*trees), True, trees != [None, None]),
        ]:
            if wanted:
                builder = builder.add_extension(extension, critical)
        self.cert = builder.sign(issuer.key, digest)

    def pem(self):
        return self.cert.public_bytes(serialization.Encoding.PEM).decode()


def version_1_root(folder):
    """A root of version 1, as old appliances have: no extension at all. `cryptography` makes none, so the `openssl` command does."""
    root = Cert("Old Appliance Root", ca=True)
    key, request, out = (folder / n for n in ("v1.key", "v1.csr", "v1.pem"))
    key.write_bytes(private(root.key))
    subprocess.run(["openssl", "req", "-new", "-key", key, "-subj", "/CN=Old Appliance Root", "-out", request], check=True, capture_output=True)
    subprocess.run(["openssl", "x509", "-req", "-in", request, "-signkey", key, "-days", "3650", "-out", out], check=True, capture_output=True)
    root.cert = x509.load_pem_x509_certificate(out.read_bytes())
    return root


def private(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def chains(folder):
    """Name, what is sent (its key is the first one's), what is trusted."""
    def pair(name, root={}, leaf={}):
        top = Cert("Company Inspection Root", ca=True, **{"days": (-1, 3650), **root})
        return name, [Cert(leaf.pop("name", HOST), top, **leaf)], [top]

    yield pair("good")
    yield pair("leaf-without-aki", leaf={"without": ["aki"]})
    yield pair("root-without-ski", {"without": ["ski", "aki"]}, {"without": ["aki"]})
    yield pair("root-without-key-usage", {"without": ["ku"]})
    yield pair("root-basic-constraints-not-critical", {"critical_bc": False})
    yield pair("root-without-basic-constraints", {"without": ["bc"]})
    yield pair("root-expired", {"days": (-4000, -2)})
    yield pair("root-not-yet-valid", {"days": (2, 400)})
    yield pair("root-excludes-the-host", {"excluded": HOST})
    yield pair("root-permits-another-host", {"permitted": "example.com"})
    yield pair("root-permits-the-host", {"permitted": HOST})
    yield pair("leaf-empty-subject-san-not-critical", leaf={"name": ""})
    yield pair("leaf-empty-subject-san-critical", leaf={"name": "", "critical_names": True})
    yield pair("leaf-common-name-only", leaf={"names": ()})
    yield pair("leaf-for-another-host", leaf={"names": ("example.com",), "name": "example.com"})
    yield pair("leaf-without-eku", leaf={"without": ["eku"]})
    yield pair("leaf-without-key-usage", leaf={"without": ["ku"]})
    yield pair("leaf-may-sign", leaf={"signs": True})
    yield pair("leaf-eku-client-only", leaf={"purpose": ExtendedKeyUsageOID.CLIENT_AUTH})
    yield pair("leaf-rsa-1024", leaf={"key": rsa.generate_private_key(65537, 1024)})
    yield pair("leaf-ten-years", leaf={"days": (-1, 3650)})
    yield pair("leaf-not-yet-valid", leaf={"days": (2, 90)})
    yield pair("leaf-expired", leaf={"days": (-90, -2)})

    def three(name, send, trust, **options):
        root = Cert("Company Root", ca=True, days=(-1, 3650))
        issuing = Cert("Company Issuing CA", root, ca=True, **{"path": 0, "days": (-1, 1000), **options})
        leaf = Cert(HOST, issuing)
        by_name = {"root": root, "issuing": issuing, "leaf": leaf}
        return name, [by_name[n] for n in send.split()], [by_name[n] for n in trust.split()]

    yield three("chain", "leaf issuing", "root")
    yield three("chain-with-its-root", "leaf issuing root", "root")
    yield three("intermediate-not-sent", "leaf", "root")
    yield three("only-the-intermediate-trusted", "leaf issuing", "issuing")
    yield three("intermediate-not-sent-but-trusted", "leaf", "root issuing")
    yield three("intermediate-expired", "leaf issuing", "root", days=(-90, -2))
    yield three("intermediate-without-aki", "leaf issuing", "root", without=["aki"])
    yield three("intermediate-is-no-authority", "leaf issuing", "root", without=["bc"])
    root = Cert("Company Root", ca=True, path=0)
    issuing = Cert("Company Issuing CA", root, ca=True)
    yield "path-too-long", [Cert(HOST, issuing), issuing], [root]
    other = Cert("Another Root", ca=True)
    yield "another-root-trusted", [Cert(HOST, Cert("Company Root", ca=True))], [other]

    for name, options in {
        "self-signed-ca-key-usage": {"ca": True},
        "self-signed-ca-false": {},
        "self-signed-bare": {"ca": True, "without": ["ku", "ski", "aki", "eku"], "critical_bc": False},
        "self-signed-openssl-req": {"ca": True, "without": ["ku", "eku"]},
    }.items():
        own = Cert(HOST, **options)
        yield name, [own], [own]
    yield "self-signed-not-trusted", [Cert(HOST)], [other]
    signed = Cert(HOST, other)
    yield "leaf-pinned-without-its-root", [signed], [signed]
    old = version_1_root(folder)
    yield "root-version-1", [Cert(HOST, old, without=["aki"])], [old]


class Server:
    """Serves one chain; remembers whether a client of gRPC went on after the handshake."""

    def __init__(self, folder, name, sent):
        file = folder / f"{name}.pem"
        file.write_bytes("".join(c.pem() for c in sent).encode() + private(sent[0].key))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.set_ciphers("ALL:@SECLEVEL=0")
        self.context.load_cert_chain(file)
        self.context.set_alpn_protocols(["h2", "http/1.1"])
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.went_on = threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            plain, _ = self.socket.accept()
            threading.Thread(target=self.answer, args=(plain,), daemon=True).start()

    def answer(self, plain):
        plain.settimeout(SECONDS)
        try:
            with self.context.wrap_socket(plain, server_side=True) as tls:
                if tls.recv(3) == b"PRI":
                    self.went_on.set()
        except OSError:
            plain.close()


def grpc_accepts(server, ca):
    import grpc
    server.went_on.clear()
    credentials = grpc.ssl_channel_credentials(root_certificates=ca.encode())
    with grpc.secure_channel(f"{HOST}:{server.port}", credentials, options=[("grpc.enable_http_proxy", 0)]) as channel:
        waiting = grpc.channel_ready_future(channel)
        states = []
        done = threading.Event()
        channel.subscribe(lambda state: (states.append(state), done.set() if state == grpc.ChannelConnectivity.TRANSIENT_FAILURE else None), True)
        for _ in range(SECONDS * 50):
            if server.went_on.wait(0.02) or done.is_set():
                break
        waiting.cancel()
    return "accepts" if server.went_on.is_set() else "refuses"


def ask(command, cases, environment=None):
    """Runs a client's program over the cases: tab-separated lines of port, file of roots and name in; name, tab, verdict out."""
    lines = "".join(f"{c['port']}\t{c['ca']}\t{c['name']}\n" for c in cases)
    done = subprocess.run(command, input=lines, text=True, capture_output=True, timeout=600, env={**os.environ, **(environment or {})})
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr[-2000:]}")
    return dict(line.split("\t", 1) for line in done.stdout.splitlines())


def main():
    out, others = pathlib.Path(sys.argv[1]), sys.argv[2:]
    folder = pathlib.Path(tempfile.mkdtemp())
    cases, servers = [], []
    for name, sent, trusted in chains(folder):
        server = Server(folder, name, sent)
        ca = folder / f"{name}.ca"
        ca.write_text("".join(c.pem() for c in trusted))
        servers.append(server)
        cases.append({"name": name, "port": server.port, "ca": str(ca), "sent": [c.pem() for c in sent], "roots": [c.pem() for c in trusted]})
    said = {}
    for python in [sys.executable, *others]:
        version = subprocess.run([python, "-c", "import platform; print(platform.python_version())"], check=True, text=True, capture_output=True).stdout.strip()
        said[f"python {version}"] = ask([python, str(HERE / "client.py")], cases)
    try:
        import grpc
        said[f"grpcio {grpc.__version__}"] = {c["name"]: grpc_accepts(s, "".join(c["roots"])) for c, s in zip(cases, servers)}
    except ImportError:
        print("skipped: grpcio can't be had here", file=sys.stderr)
    for name, version, command in [
        ("node", ["node", "--version"], ["node", str(HERE / "client.js")]),
        ("go", ["go", "env", "GOVERSION"], ["go", "run", str(HERE / "client.go")]),
        ("java", ["java", "-version"], ["java", str(HERE / "Client.java")]),
    ]:
        if not shutil.which(name):
            print(f"skipped: {name} can't be had here", file=sys.stderr)
            continue
        text = subprocess.run(version, text=True, capture_output=True)
        number = (text.stdout or text.stderr).split("\n")[0].strip().removeprefix("go").removeprefix("v")
        said[f"{name} {number.split(chr(34))[1] if chr(34) in number else number}"] = ask(command, cases)
    written = [{"name": c["name"], "sent": c["sent"], "roots": c["roots"], "said": {who: verdicts[c["name"]] for who, verdicts in said.items()}} for c in cases]
    out.write_text(json.dumps({"measured_at": int(time.time()), "host": HOST, "chains": written}, indent=1) + "\n")
    shutil.rmtree(folder)
    print(f"{len(cases)} chains, {', '.join(said)}")


if __name__ == "__main__":
    main()
