# PostgreSQL was kept off TCP; its file says otherwise by now, and it was not started again.
# ask: 5432 --from lan
# fix: yes
# twin: bind/unix-socket-only
setup() {
  chmod a+x "$results"
  install -d -o postgres -g postgres -m 700 "$results/db"
  install -d -o postgres /run/postgresql
  runuser -u postgres -- /usr/lib/postgresql/*/bin/initdb -D "$results/db" -A trust
  printf "listen_addresses = ''\nunix_socket_directories = '/run/postgresql'\n" >>"$results/db/postgresql.conf"
  start runuser -u postgres -- /usr/lib/postgresql/*/bin/postgres -D "$results/db"
  until_true test -S /run/postgresql/.s.PGSQL.5432
  sleep 0.1
  sed -i "s/^listen_addresses = ''/listen_addresses = '*'/" "$results/db/postgresql.conf"
}
client() { over_there timeout 3 nc -z -w 2 $here 5432; }
heal() {
  end "$(head -n 1 "$results/db/postmaster.pid")"
  start runuser -u postgres -- /usr/lib/postgresql/*/bin/postgres -D "$results/db"
  listening 5432
}
