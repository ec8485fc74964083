#!/usr/bin/env bash
# Generates a TypeScript client from the DumGum document and runs it against a mock: needs node and npm.
# Usage: make serve & tests/clients/typescript.sh [URL]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cp "$here/client.ts" .
echo '{"type": "module", "private": true}' > package.json
npm install --silent --no-fund --no-audit openapi-typescript@7 openapi-fetch@0.14 typescript@5 @types/node@20
npx openapi-typescript "$here/../../openapi/mockwright/openapi/documents/dumgum.yaml" --output dumgum.d.ts
npx tsc --strict --target es2022 --module nodenext --skipLibCheck client.ts
MOCKWRIGHT_URL=${1:-http://127.0.0.1:4080} node client.js
