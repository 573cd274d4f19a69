# The unit's script starts the server with & and ends, and with it the unit: systemd ends the server too. To start it again is no help.
# ask: 8000
# says: shop.service | foreground
# twin: port/nothing-listens
setup() {
  printf '#!/bin/sh\nnohup python3 -m http.server "$1" >shop.log 2>&1 &\n' >start.sh; chmod +x start.sh; systemd_up
  # Of a unit that nothing wants, systemd forgets all as it ends.
  in_systemd mkdir /run/systemd/system/lab.target.wants; in_systemd ln -s ../shop.service /run/systemd/system/lab.target.wants/
  unit shop "$web/start.sh 8000"; until_true in_systemd bash -c '! systemctl is-active -q shop'
}
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { sed -i 's/nohup/exec nohup/; s/ &$//' start.sh; in_systemd systemctl start shop; listening 8000; }
