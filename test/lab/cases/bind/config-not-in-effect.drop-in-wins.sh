# The unit says 0.0.0.0, a drop-in says otherwise: what is written now has to come after both.
# ask: 8000 --from lan
# fix: yes
setup() {
  systemd_up && in_systemd mkdir -p /run/systemd/system/shop.service.d
  printf '[Service]\nExecStart=\nExecStart=/usr/bin/python3 -m http.server 8000 --bind 127.0.0.1\n' >local.conf
  in_systemd cp "$PWD/local.conf" /run/systemd/system/shop.service.d/ && unit shop '/usr/bin/python3 -m http.server 8000 --bind 0.0.0.0'; listening 8000
}
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
heal() { in_systemd rm -r /run/systemd/system/shop.service.d; in_systemd systemctl daemon-reload; in_systemd systemctl restart shop; listening 8000; }
