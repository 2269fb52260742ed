# Trusts a company root certificate besides the public ones, for REST and for gRPC.
# COMPANY_ROOT names its PEM file, for example /etc/ssl/company-root.pem
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import certifi

# Both settings replace the public roots, so write public and company roots together.
bundle = Path(tempfile.mkdtemp(), "roots.pem")
company = Path(os.environ["COMPANY_ROOT"]).read_text()
bundle.write_text(Path(certifi.where()).read_text() + "\n" + company)

os.environ["SSL_CERT_FILE"] = str(bundle)  # REST reads this, with trust_env=True
os.environ["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = str(bundle)  # gRPC reads this

import weaviate  # noqa: E402  after the settings, gRPC reads them early
from weaviate.classes.init import AdditionalConfig, Auth  # noqa: E402

rest = urlsplit("https://your-cluster.c0.europe-west3.gcp.weaviate.cloud:443")
grpc = urlsplit("https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443")

with weaviate.connect_to_custom(
    http_host=rest.hostname,
    http_port=rest.port,
    http_secure=rest.scheme == "https",
    grpc_host=grpc.hostname,
    grpc_port=grpc.port,
    grpc_secure=grpc.scheme == "https",
    auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"]),
    # trust_env also makes REST obey proxy variables such as HTTPS_PROXY
    additional_config=AdditionalConfig(trust_env=True),
) as client:
    print("Connected, server version", client.get_meta()["version"])
