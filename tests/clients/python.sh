#!/usr/bin/env bash
# Generates a Python client from the DumGum document and runs it against a mock: needs pip.
# Usage: make serve & tests/clients/python.sh [URL]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet openapi-python-client==0.29.1
cd "$folder"
PATH="$folder/venv/bin:$PATH" venv/bin/openapi-python-client generate --path "$here/../../openapi/mockwright/openapi/documents/dumgum.yaml" \
  --meta none --output-path dumgum_client
MOCKWRIGHT_URL=${1:-http://127.0.0.1:4080} venv/bin/python "$here/client.py"
