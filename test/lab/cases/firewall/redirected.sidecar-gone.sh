# A sidecar's proxy is gone from a container, and the redirect that led everything to it stands: the server never sees a connection.
# ask: 10.20.30.1:8080 --from lan
# says: redirected to 172.28.0.2:15006 inside
# fix: yes
# twin: namespace/forward-mismatch
setup() {
  box
  publish 8080 8000
  start in_box python3 -m http.server 8000
  listening 8000 box
  in_box iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 15006
}
client() { fetch_there http://$here:8080/; }
heal() { in_box iptables -t nat -F PREROUTING; }
