#!/bin/sh
# Makes the secrets of docker/compose.yaml, each in a file of its own; what is there already stays as it is.
set -eu
umask 077
folder=$(dirname "$0")/secrets
mkdir -p "$folder"
password() {
    [ -s "$folder/$1" ] || python3 -c 'import secrets; print(secrets.token_hex(24), end="")' > "$folder/$1"
}
password records_password
password victims_password
password temporal_password
[ -s "$folder/records_url" ] ||
    printf 'postgresql+psycopg://throughcare:%s@records-db/records' "$(cat "$folder/records_password")" > "$folder/records_url"
[ -s "$folder/victims_url" ] ||
    printf 'postgresql+psycopg://victims:%s@victims-db/victims' "$(cat "$folder/victims_password")" > "$folder/victims_url"
key() {
    [ -s "$folder/$1" ] || python3 -c 'import base64, secrets
print(secrets.token_hex(4), base64.b64encode(secrets.token_bytes(32)).decode())' > "$folder/$1"
}
key victim_key
key master_key

# The password of the mail server, or the key of GOV.UK Notify, goes into notices_secret.
touch "$folder/notices_secret"
[ -s "$folder/notices.toml" ] || cat > "$folder/notices.toml" <<'END'
[smtp]
host = "mail.example"
sender = "throughcare@mail.example"
user = "throughcare"
password_file = "/run/secrets/notices_secret"
END
# The folder is yours alone; inside their containers the files are read by users of the images' own.
chmod 0444 "$folder"/*_password "$folder"/*_url "$folder/notices.toml" "$folder/notices_secret"
chmod 0400 "$folder"/*_key
chown 10001 "$folder"/*_key 2>/dev/null || echo "as root: chown 10001 $folder/*_key (the image's own user)"
