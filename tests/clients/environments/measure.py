#!/usr/bin/env python3
"""Which way the official clients go, whom they trust, and whether the fixes that the program tells them work: lays out each environment of
tests/routes/*.toml in a network of its own, and runs the clients in it as they are.

Usage: measure.py OUT.json [--every N] [--clients NAMES] [--fixes WEAVIATE_DOCTOR] [--strict PYTHON]
  --every N     one row of N, for a sample
  --clients     these columns alone, with commas between
  --fixes       tries the fixes too, told by this program
  --strict      a Python from 3.13 on, with its own packages in target/clients/python-4.24.1-strict

Wants Linux with root or user namespaces, and the clients of setup.sh. What is written: the versions; for each row what each client came to; for
each fault and client what it came to before and after its fix, and which commands that took.
"""
import argparse, concurrent.futures, json, os, pathlib, shutil, subprocess, sys, tempfile, tomllib

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent.parent
CLIENTS = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", TESTS.parent / "target")).resolve() / "clients"
PYTHON, TYPESCRIPT, STRICT, OLD = (CLIENTS / n for n in ("python-4.24.1", "typescript-3.14.0", "python-4.24.1-strict", "python-3.26.7"))
JAVA = CLIENTS / "java-client6"
HOST = "shop-1a2b3c4d.c0.europe-west3.gcp.weaviate.cloud"
KEY = "labKey0nlyForTheseW0rlds2026abcdefghij01"
DEAD = "http://127.0.0.1:9"
MARK = "WEAVIATE_DOCTOR_ENVIRONMENTS"
SYSTEM = "/etc/ssl/certs/ca-certificates.crt"
SECONDS = 90
AT_ONCE = 3
# What the program's advice may change here; what else it tells is said to people.
COMMANDS = ("export ", "unset ", "cat ")


def run(command, environment, folder):
    try:
        done = subprocess.run(command, env=environment, cwd=folder, text=True, capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "no end", ""
    lines = [line for line in done.stdout.splitlines() if "\t" in line]
    # A client that ends before it says anything has not sent anything.
    verdict, _, message = (lines[-1] if lines else "rest refused\t" + done.stderr.strip()[-300:]).partition("\t")
    return verdict, message


def mount(source, target):
    subprocess.run(["mount", "--bind", str(source), str(target)], check=True)


class Lab:
    """The clients, the roots, and one cluster at a time."""

    def __init__(self, folder, strict, wanted):
        self.folder, self.strict, self.wanted, self.cluster = folder, strict, wanted, None
        sys.path[:0] = [str(PYTHON), str(HERE.parent / "chains")]
        from measure import Cert, private
        self.private = private
        root = Cert("Company Inspection Root", ca=True, days=(-1, 3650))
        issuing = Cert("Company Issuing CA", root, ca=True, path=0, days=(-1, 1000))
        names = (HOST, f"grpc-{HOST}")
        self.chains = {
            "good": [Cert(HOST, root, names=names)],
            "leaf-without-aki": [Cert(HOST, root, names=names, without=["aki"])],
            "below an authority": (lambda leaf: [leaf, issuing])(Cert(HOST, issuing, names=names)),
        }
        other = Cert("Another Root", ca=True)
        system = pathlib.Path(SYSTEM).read_text()
        from cryptography.hazmat.primitives.serialization import Encoding
        self.files = {}
        for name, data in {
            "ca": root.pem(), "both": other.pem() + root.pem(), "other": other.pem(), "empty": "", "issuing": issuing.pem(),
            "der": root.cert.public_bytes(Encoding.DER), "system": system + root.pem(), "company-root.pem": root.pem(),
            "hosts": f"127.0.0.1 localhost {HOST}\n127.0.0.2 grpc-{HOST}\n",
        }.items():
            self.files[name] = folder / name
            self.files[name].write_bytes(data if isinstance(data, bytes) else data.encode())
        self.files["missing"], self.files["folder"] = folder / "missing", folder / "hashed"
        self.files["folder"].mkdir()
        done = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in", self.files["ca"]], check=True, text=True, capture_output=True)
        shutil.copy(self.files["ca"], self.files["folder"] / f"{done.stdout.strip()}.0")
        mount(self.files["hosts"], "/etc/hosts")
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        (folder / "bin").mkdir()
        (folder / "bin/python").symlink_to(sys.executable)
        self.path = f"{folder / 'bin'}:{os.environ['PATH']}"
        self.home = folder / "home"
        self.home.mkdir()
        self.commands = self.prepare()

    def prepare(self):
        """How each client is run that is installed here."""
        commands = {"python": [sys.executable, HERE / "client.py", HOST], "typescript": ["node", HERE / "client.js", TYPESCRIPT, HOST]}
        commands["python_trust_env"] = commands["python"]
        if OLD.is_dir():
            commands["python_3"] = commands["python"]
        if self.strict:
            commands["python_strict"] = [self.strict, HERE / "client.py", HOST]
        if "go" in self.wanted and (CLIENTS / "go").is_dir():
            build = self.folder / "go"
            shutil.copytree(CLIENTS / "go", build)
            shutil.copy(HERE / "client.go", build / "main.go")
            subprocess.run(["go", "build", "-mod=readonly", "-o", "client", "."], cwd=build, check=True, env={**os.environ, "GOFLAGS": ""})
            commands["go"] = [build / "client", HOST]
        if "java" in self.wanted and JAVA.is_dir() and shutil.which("javac"):
            build = self.folder / "java"
            subprocess.run(["javac", "-cp", f"{JAVA}/*", "-d", build, HERE / "Client.java"], check=True)
            subprocess.run(["keytool", "-importcert", "-noprompt", "-keystore", self.folder / "trust.p12", "-storepass", "changeit", "-file", self.files["ca"]], check=True, capture_output=True)
            commands["java"] = ["java", "-cp", f"{build}:{JAVA}/*", "Client", HOST]
        return commands

    def versions(self):
        said = lambda *command: subprocess.run(command, text=True, capture_output=True).stdout.strip()
        version = lambda folder: folder.name.split("-")[1]
        found = {"python": f"{version(PYTHON)} on {sys.version.split()[0]}", "typescript": f"{version(TYPESCRIPT)} on {said('node', '--version')}"}
        if "go" in self.commands:
            found["go"] = next(l.split()[-1] for l in (CLIENTS / "go/go.mod").read_text().splitlines() if "weaviate-go-client" in l)
        if "java" in self.commands:
            found["java"] = next(JAVA.glob("client6-*.jar")).stem
        if self.strict:
            found["python_strict"] = f"{version(STRICT)} on {said(self.strict, '-c', 'import platform; print(platform.python_version())')}"
        if "python_3" in self.commands:
            found["python_3"] = f"{version(OLD)} on {sys.version.split()[0]}"
        return found

    def serve(self, chain):
        if self.cluster:
            self.cluster.kill()
            self.cluster.wait()
        pem = self.folder / "chain.pem"
        pem.write_bytes("".join(c.pem() for c in self.chains[chain]).encode() + self.private(self.chains[chain][0].key))
        environment = {"PATH": self.path, "PYTHONPATH": str(PYTHON)}
        self.cluster = subprocess.Popen([sys.executable, HERE / "cluster.py", pem], env=environment, stdout=subprocess.PIPE, text=True)
        if self.cluster.stdout.readline().strip() != "up":
            sys.exit("the cluster doesn't stand")

    def trust_everywhere(self):
        """The root in every client's own list."""
        for packages in [p for p in (PYTHON, OLD, STRICT) if p.is_dir()]:
            for name in ("certifi/cacert.pem", "grpc/_cython/_credentials/roots.pem"):
                if (packages / name).is_file():
                    with_root = self.folder / f"{packages.name}-{name.replace('/', '-')}"
                    with_root.write_text((packages / name).read_text() + self.files["ca"].read_text())
                    mount(with_root, packages / name)

    def environment(self, client, variables, everywhere):
        packages = {"python_3": OLD, "python_strict": STRICT}.get(client, PYTHON)
        environment = {"PATH": self.path, "HOME": str(self.home), "WEAVIATE_API_KEY": KEY, "PYTHONPATH": str(packages), **variables}
        if client == "python_trust_env":
            environment["LAB_TRUST_ENV"] = "1"
        if client == "typescript" and everywhere:
            environment.setdefault("NODE_EXTRA_CA_CERTS", str(self.files["ca"]))
        return environment

    def client(self, client, variables, everywhere, folder=None):
        command = [str(part) for part in self.commands[client]]
        if client == "java" and everywhere:
            command[1:1] = [f"-Djavax.net.ssl.trustStore={self.folder / 'trust.p12'}", "-Djavax.net.ssl.trustStorePassword=changeit"]
        return run(command, self.environment(client, variables, everywhere), folder or self.folder)


def rows(every):
    """The environments of the tables: table, row, and in which world."""
    read = lambda name: tomllib.loads((TESTS / "routes" / f"{name}.toml").read_text())["case"]
    found = [(name, row) for name in ("roots", "proxies", "texts") for row in read(name)]
    return [("open" if name != "roots" else "system" if row["system"] else "private", name, row) for name, row in found[::every]]


def measure(lab, every):
    """Private roots first: what is mounted stays."""
    written = []
    for world in ("private", "system", "open"):
        if world == "system":
            mount(lab.files["system"], SYSTEM)
        if world == "open":
            lab.trust_everywhere()
        jobs = []
        for _, table, row in (r for r in rows(every) if r[0] == world):
            variables = {k: str(lab.files[v]) if table == "roots" and v in lab.files else v for k, v in row["variables"].items()}
            result = {"table": table, "name": row["name"], **({"system": str(row["system"]).lower()} if "system" in row else {})}
            written.append(result)
            jobs += [(result, client, variables) for client in lab.wanted if client in lab.commands]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            asked = [(result, client, pool.submit(lab.client, client, variables, world == "open")) for result, client, variables in jobs]
            for result, client, verdict in asked:
                result[client] = verdict.result()[0]
    return written


FAULTS = [  # fault, chain, variables, clients, whether every list has the root
    ("grpc-proxy-env", "good", {"grpc_proxy": DEAD}, ("python", "typescript"), True),
    ("grpc-proxy-env-https", "good", {"https_proxy": DEAD}, ("python", "typescript", "go"), True),
    ("tls-intercepted-authority-alone", "below an authority", {"SSL_CERT_FILE": "issuing", "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": "issuing"}, ("python_trust_env",), False),
    ("tls-intercepted-authority-alone", "below an authority", {"NODE_EXTRA_CA_CERTS": "issuing"}, ("typescript",), False),
    ("certificate-not-conforming", "leaf-without-aki", {}, ("python_strict",), True),
]
SOURCE = 'import weaviate\nfrom weaviate.classes.init import AdditionalConfig\n\nclient = weaviate.connect_to_weaviate_cloud(additional_config=AdditionalConfig(trust_env=True))\n'


def advice(lab, doctor, client, environment, folder):
    """What the program names in this environment, and what it tells to do."""
    language = client.split("_")[0]
    runtime = {"python_strict": ["--runtime", "3.13"], "typescript": ["--runtime", "20"], "go": []}.get(client, ["--runtime", "3.11"])
    version = {"python": PYTHON, "typescript": TYPESCRIPT}.get(language)
    named = f"{language}@{version.name.split('-')[1]}" if version else language
    clean = {k: v for k, v in environment.items() if k not in ("PYTHONPATH", "LAB_TRUST_ENV")}
    # The program's own list can't be given a root: where each client has it in its own, the program is told of it.
    cacert = ["--cacert", str(lab.files["ca"])] if environment.get("LAB_EVERYWHERE") else []
    command = [doctor, "check", f"https://{HOST}", "--client", named, *runtime, *cacert, "--format", "json", "--timeout", "5"]
    done = subprocess.run(command, env=clean, cwd=folder, text=True, capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
    cause = (json.loads(done.stdout)["diagnosis"]["causes"] or [{"id": "healthy", "fix": {"steps": []}}])[0]
    steps = cause["fix"]["steps"]
    return cause["id"], [s["command"] for s in steps if s.get("command", "").startswith(COMMANDS)], " ".join(s["text"] for s in steps)


def apply(commands, environment, folder):
    """The environment after these commands in a shell."""
    script = "".join(f"{command}\n" for command in commands) + "env -0"
    done = subprocess.run(["sh", "-ec", script], env=environment, cwd=folder, text=True, capture_output=True, check=True)
    return dict(pair.split("=", 1) for pair in done.stdout.split("\0") if "=" in pair)


def try_fixes(lab, doctor):
    tried = []
    for fault, chain, variables, clients, everywhere in FAULTS:
        lab.serve(chain)
        for client in clients:
            if client not in lab.commands:
                print(f"skipped: {client} can't be had here", file=sys.stderr)
                continue
            folder = pathlib.Path(tempfile.mkdtemp(dir=lab.folder))
            shutil.copy(lab.files["company-root.pem"], folder)
            if client == "python_trust_env":
                (folder / "app.py").write_text(SOURCE)
            set_here = {k: str(lab.files.get(v, v)) for k, v in variables.items()}
            before = lab.client(client, set_here, everywhere, folder)[0]
            environment = lab.environment(client, set_here, everywhere)
            cause, commands, text = advice(lab, doctor, client, {**environment, **({"LAB_EVERYWHERE": "1"} if everywhere else {})}, folder)
            after, done, how = before, 0, []
            while after != "connects" and done < len(commands):
                done += 1
                fixed = apply(commands[:done], environment, folder)
                after, how = run([str(part) for part in lab.commands[client]], fixed, folder)[0], commands[:done]
            if after != "connects" and "reissue" in text:
                # The certificate is issued again as the advice asks for.
                lab.serve("good")
                after, how = lab.client(client, set_here, everywhere, folder)[0], ["the certificate issued again"]
                lab.serve(chain)
                older = lab.client("python", set_here, everywhere, folder)[0]
                tried.append({"fault": fault, "client": client, "cause": cause, "before": before, "after": older, "commands": ["an older Python"]})
            tried.append({"fault": fault, "client": client, "cause": cause, "before": before, "after": after, "commands": how})
    return tried


def main():
    options = argparse.ArgumentParser()
    options.add_argument("out", type=pathlib.Path)
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--clients", default="python,python_trust_env,python_3,typescript,go,java")
    options.add_argument("--fixes")
    options.add_argument("--strict")
    options = options.parse_args()
    if os.environ.get(MARK) != "1":
        inside = ["unshare", "--map-root-user", "--net", "--mount", "--", sys.executable, *sys.argv]
        sys.exit(subprocess.run(inside, env={**os.environ, MARK: "1"}).returncode)
    folder = pathlib.Path(tempfile.mkdtemp())
    lab = Lab(folder, options.strict if options.strict and STRICT.is_dir() else None, options.clients.split(","))
    try:
        lab.serve("good")
        measured = measure(lab, options.every)
        fixes = try_fixes(lab, options.fixes) if options.fixes else []
    finally:
        lab.cluster.kill()
    options.out.write_text(json.dumps({"versions": lab.versions(), "rows": measured, "fixes": fixes}, indent=1) + "\n")
    print(f"{len(measured)} environments, {len(fixes)} fixes, {', '.join(lab.versions())}")
    # The mounts end with this process; what is below the folder is ours.
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
