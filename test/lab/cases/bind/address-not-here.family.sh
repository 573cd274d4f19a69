# A unit that may use IPv4 alone, and a server in it that wants to listen on ::.
# ask: 8000
# says: keeps AF_INET6 from it
# fix: yes
# twin: process/crashed
setup() { systemd_up; unit shop '/usr/bin/python3 -m http.server 8000 --bind ::' "RestrictAddressFamilies=AF_INET AF_UNIX\nStandardError=append:$results/shop.log"; sleep 1; grep -q 'Address family' "$results/shop.log"; }
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { unit shop '/usr/bin/python3 -m http.server 8000'; in_systemd systemctl restart shop; listening 8000; }
cleanup() { kill -9 $systemd; }
