# systemd has started the unit as often as it may until its address came: it refuses to start it once more.
# ask: 8000 --from lan
# says: it is there now
# fix: yes
setup() {
  systemd_up
  unit shop '/usr/bin/python3 -m http.server 8000 --bind 10.20.30.60' "StandardError=append:$results/shop.log\nRestart=always\nRestartSec=100ms\n[Unit]\nStartLimitIntervalSec=600\nStartLimitBurst=3"
  until_true in_systemd systemctl is-failed -q shop
  ip addr add 10.20.30.60/24 dev eth0
}
inside() { in_systemd "$@"; }
client() { fetch_there http://10.20.30.60:8000/; }
heal() { in_systemd systemctl reset-failed shop; in_systemd systemctl restart shop; listening 8000; }
cleanup() { kill -9 $systemd; }
