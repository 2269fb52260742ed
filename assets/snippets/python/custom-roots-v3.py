# Trusts a company root certificate besides the public ones.
# COMPANY_ROOT names its PEM file, for example /etc/ssl/company-root.pem
# For version 3 of the client, which speaks REST only: pip install "weaviate-client<4"
import os
import tempfile
from pathlib import Path

import certifi
import weaviate

# The setting replaces the public roots, so write public and company roots together.
bundle = Path(tempfile.mkdtemp(), "roots.pem")
company = Path(os.environ["COMPANY_ROOT"]).read_text()
bundle.write_text(Path(certifi.where()).read_text() + "\n" + company)
os.environ["REQUESTS_CA_BUNDLE"] = str(bundle)  # read with trust_env=True

client = weaviate.Client(
    url="https://your-cluster.c0.europe-west3.gcp.weaviate.cloud",
    auth_client_secret=weaviate.AuthApiKey(api_key=os.environ["WEAVIATE_API_KEY"]),
    trust_env=True,  # also makes the client obey proxy variables such as HTTPS_PROXY
)
print("Connected, server version", client.get_meta()["version"])
