# The line for the network is in pg_hba.conf, and PostgreSQL has not read it again.
# ask: 5432 --from lan
# fix: yes
setup() {
  chmod a+x "$results"
  install -d -o postgres -g postgres -m 700 "$results/db"
  runuser -u postgres -- /usr/lib/postgresql/*/bin/initdb -D "$results/db" -A trust
  printf "listen_addresses = '0.0.0.0'\nunix_socket_directories = ''\n" >>"$results/db/postgresql.conf"
  start runuser -u postgres -- /usr/lib/postgresql/*/bin/postgres -D "$results/db"
  listening 5432
  sleep 0.1
  echo 'host all all 10.20.30.0/24 trust' >>"$results/db/pg_hba.conf"
}
client() { over_there python3 -c "
import socket, struct, sys
s = socket.create_connection(('10.20.30.1', 5432), 3)
body = struct.pack('!I', 196608) + b'user\0postgres\0database\0postgres\0\0'
s.sendall(struct.pack('!I', len(body) + 4) + body)
sys.exit(s.recv(1) != b'R')"; }
heal() { kill -HUP "$(head -n 1 "$results/db/postmaster.pid")"; sleep 0.3; }
