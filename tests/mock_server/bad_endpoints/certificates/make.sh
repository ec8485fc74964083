#!/bin/sh
# Makes the certificates of these tests anew: valid from 2020 to 2120, but for `expired.pem`.
# Each file of a server holds its private key too; they are for tests on loopback only.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: > "$work/index"
echo 01 > "$work/serial"
cat > "$work/ca.cnf" <<EOF
[ca]
default_ca = test
[test]
database = $work/index
serial = $work/serial
new_certs_dir = $work
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
subjectAltName = \${ENV::NAMES}
EOF
export NAMES=DNS:localhost

request() { # name
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" \
    -keyout "$work/$1.key" -out "$work/$1.csr" 2> "$work/log"
}

sign() { # name, names, end, and who signs
  name=$1 end=$3
  export NAMES=$2
  shift 3
  request "$name"
  openssl ca -batch -config "$work/ca.cnf" -notext -in "$work/$name.csr" -out "$work/$name.pem" \
    -startdate 20200101000000Z -enddate "$end" "$@" 2> "$work/log"
}

sign ca unused 21200101000000Z -selfsign -keyfile "$work/ca.key" -extensions authority
cp "$work/ca.pem" ca.pem
by_ca="-cert $work/ca.pem -keyfile $work/ca.key -extensions server"
here=DNS:localhost,IP:127.0.0.1
sign good $here 21200101000000Z $by_ca
sign other_name DNS:other.example.org 21200101000000Z $by_ca
sign expired $here 20210101000000Z $by_ca
sign self_signed $here 21200101000000Z -selfsign -keyfile "$work/self_signed.key" -extensions server
for name in good other_name expired self_signed; do
  cat "$work/$name.key" "$work/$name.pem" > "$name.pem"
done
