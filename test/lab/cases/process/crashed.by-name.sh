# Asked about by its name: PostgreSQL found a mistake in its configuration, and its log says so.
# ask: postgres
# says: contains errors
setup() {
  mkdir -p etc-postgresql/15/main log-postgresql
  printf "port = 5440\nlisten_adresses = '*'\nunix_socket_directories = ''\n" >etc-postgresql/15/main/postgresql.conf
  mount --bind etc-postgresql /etc/postgresql && mount --bind log-postgresql /var/log/postgresql
  mkdir data && chown -R postgres data log-postgresql etc-postgresql && chmod a+x "$results" "$web"
  ! serve_postgres
}
serve_postgres() {
  setpriv --reuid=postgres --regid=postgres --clear-groups sh -c 'exec "$0" -D data -c config_file=/etc/postgresql/15/main/postgresql.conf >>/var/log/postgresql/postgresql-15-main.log 2>&1' \
    /usr/lib/postgresql/15/bin/postgres
}
client() { connects 127.0.0.1 5440; }
heal() {
  setpriv --reuid=postgres --regid=postgres --clear-groups /usr/lib/postgresql/15/bin/initdb -D data
  sed -i 's/listen_adresses/listen_addresses/' etc-postgresql/15/main/postgresql.conf
  serve_postgres & listening 5440
}
