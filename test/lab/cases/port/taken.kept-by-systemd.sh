# Another unit has the port, and systemd starts it again whenever it ends; the one that was meant it has given up.
# ask: shop
# says: systemctl stop web.service
# fix: yes
setup() {
  systemd_up
  mkdir web shop
  echo web >web/who && echo shop >shop/who
  unit web "/usr/bin/python3 -m http.server 8000 --directory $web/web" 'Restart=always\nRestartSec=0.2'
  listening 8000
  unit shop "/usr/bin/python3 -m http.server 8000 --directory $web/shop" "StandardError=append:$results/shop.log\nRestart=always\nRestartSec=0.1\n[Unit]\nStartLimitIntervalSec=600\nStartLimitBurst=3"
  until_true in_systemd systemctl is-failed -q shop
}
inside() { in_systemd "$@"; }
client() { curl -fsS -m 3 http://127.0.0.1:8000/who | grep shop; }
heal() { in_systemd systemctl stop web; in_systemd systemctl reset-failed shop; in_systemd systemctl restart shop; listening 8000; }
cleanup() { kill -9 $systemd; }
