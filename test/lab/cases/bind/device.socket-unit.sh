# A socket unit is tied to loopback (BindToDevice=), though its address is every one.
# ask: 8000 --from lan
# fix: yes
# says: shop.socket
setup() {
  systemd_up
  printf '#!/bin/bash\nwhile read -r line && [ "${#line}" -gt 1 ]; do :; done\nprintf "HTTP/1.0 200 OK\\r\\n\\r\\nhello"\n' >answer && chmod +x answer
  printf '[Unit]\nDefaultDependencies=no\n[Socket]\nListenStream=8000\nBindToDevice=lo\nAccept=yes\n' >"$results/shop.socket"
  printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=%s/answer\nStandardInput=socket\n' "$web" >"$results/shop@.service"
  in_systemd cp "$results/shop.socket" "$results/shop@.service" /run/systemd/system/ && in_systemd systemctl daemon-reload && in_systemd systemctl start shop.socket; listening 8000
}
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
heal() { in_systemd sed -i /BindToDevice/d /run/systemd/system/shop.socket; in_systemd systemctl daemon-reload; in_systemd systemctl restart shop.socket; listening 8000; }
