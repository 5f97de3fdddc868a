#!/bin/sh
# Starts PostgreSQL on $PGDATA with the given arguments (such as -c max_connections=200). Creates the data directory if
# it is missing.
#
# POSTGRES_PASSWORD: password of the superuser postgres.
# POSTGRES_DATABASES: databases, each owned by the role of its name (airflow warehouse).
# <DATABASE>_DB_PASSWORD: password of that role, such as AIRFLOW_DB_PASSWORD.
#
# Every start creates missing roles and databases and sets the passwords, so that a new Secret works with an old volume.
set -eu
socket=/var/run/postgresql

fail() {
    echo "$*" >&2
    exit 1
}

databases=${POSTGRES_DATABASES:-airflow warehouse}
# shellcheck disable=SC2086 # one word per database
for variable in POSTGRES_PASSWORD $(printf '%s_DB_PASSWORD ' $databases | tr '[:lower:]' '[:upper:]'); do
    eval "[ -n \"\${$variable:-}\" ]" || fail "$variable is not set: set it to the password, from a Secret."
done

# Arguments: data folder. Meanwhile only this script can connect to the server, by a socket in a private folder.
bring_databases_in_line() {
    private=$(mktemp -d)
    pg_ctl --silent --wait --timeout=86400 --pgdata="$1" --options="-c listen_addresses='' -c unix_socket_directories='$private'" start
    for database in $databases; do
        DATABASE=$database PASSWORD_VARIABLE=$(printf '%s_DB_PASSWORD' "$database" | tr '[:lower:]' '[:upper:]') \
            psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --host="$private" --dbname=postgres --file=/usr/local/share/movielytics/databases.sql
    done
    pg_ctl --silent --wait --mode=fast --pgdata="$1" stop
    rm -rf "$private"
}

if [ -s "$PGDATA/PG_VERSION" ]; then
    bring_databases_in_line "$PGDATA"
elif [ -e "$PGDATA" ]; then
    fail "$PGDATA exists but holds no PostgreSQL data. Mount another volume or remove the folder."
else
    # Create it under another name, and rename it when it is complete and on disk. So an interrupted first start leaves
    # no incomplete database.
    new=$PGDATA.new
    rm -rf "$new"
    initdb --pgdata="$new" --username=postgres --auth-local=peer --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    echo "host all all all scram-sha-256" >>"$new/pg_hba.conf"
    bring_databases_in_line "$new"
    initdb --sync-only --pgdata="$new" >/dev/null
    mv "$new" "$PGDATA"
    sync "$(dirname "$PGDATA")"
    echo "Created the databases $databases in $PGDATA."
fi

mkdir -p "$socket"
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories="$socket" "$@"
