# nginx listens on an IPv6 address that was taken from this machine; its clients come by IPv6.
# ask: 8080 --from lan
# fix: yes
setup() {
  ip -6 addr add fd20::51/64 dev eth0 nodad
  printf 'pid %s/nginx.pid; error_log %s/error.log;\nevents {}\nhttp { access_log off; server { listen [fd20::51]:8080; return 200 hello; } }\n' "$PWD" "$PWD" >nginx.conf
  nginx -c "$PWD/nginx.conf"; listening 8080
  ip -6 addr del fd20::51/64 dev eth0
}
client() { fetch_there "http://[$here6]:8080/"; }
heal() { sed -i 's/fd20::51/::/' nginx.conf; nginx -c "$PWD/nginx.conf" -s stop; sleep 1; nginx -c "$PWD/nginx.conf"; listening 8080; }
