# Puma's title hides the options that it was started with, and its unit has them.
# ask: 3000 --from lan
# fix: yes
inside() { in_systemd "$@"; }
setup() {
  echo 'run ->(env) { [200, {}, [ENV["RACK_ENV"]]] }' >shop.ru
  systemd_up
  unit shop "/usr/bin/puma -e production -b tcp://127.0.0.1:3000 shop.ru"
  listening 3000
}
client() { over_there curl -sS -m $patience http://$here:3000/ | grep -x production; }
heal() { unit shop "/usr/bin/puma -e production -b tcp://0.0.0.0:3000 shop.ru"; in_systemd systemctl restart shop; listening 3000; }
