# Trusts a company root certificate for this request.
# COMPANY_ROOT names its PEM file, for example /etc/ssl/company-root.pem
curl --silent --show-error --write-out '\nHTTP status %{http_code}\n' \
  --cacert "$COMPANY_ROOT" \
  --header "Authorization: Bearer $WEAVIATE_API_KEY" \
  "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud/v1/meta"
