# MariaDB has its places taken, and greets one more, who has to be an administrator: asked at one address, it looks healthy.
# ask: 3306 --from lan
# twin: healthy
setup() {
  chmod 777 . "$results" && mkdir data && chown mysql data && mariadb-install-db --no-defaults --user=mysql --datadir="$PWD/data" >/dev/null
  start mariadbd --no-defaults --user=mysql --datadir="$PWD/data" --socket="$PWD/data/s" --bind-address=0.0.0.0 --skip-name-resolve --max-connections=10
  until_true mariadb --no-defaults -S "$PWD/data/s" -e "create user shop@'%' identified by 'x'"
  for _ in $(seq 10); do start mariadb --no-defaults -h 127.0.0.1 -P 3306 -u shop -px -e 'select sleep(100)'; done
  sleep 1.5
}
client() { over_there timeout 3 mariadb --no-defaults -h $here -u shop -px -e 'select 1'; }
heal() { pkill -f 'select sleep'; sleep 0.5; }
