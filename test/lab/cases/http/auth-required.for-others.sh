# HAProxy wants a password of everybody but this machine.
# ask: http://10.20.30.1:8080/ --from lan
# says: credentials
# twin: healthy
setup() {
  web 3000 127.0.0.1
  printf 'defaults\n  mode http\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\nuserlist team\n  user ana insecure-password secret\nfrontend web\n  bind :8080\n  http-request auth unless { src %s 127.0.0.0/8 } or { http_auth(team) }\n  default_backend app\nbackend app\n  server a 127.0.0.1:3000\n' "$here" >haproxy.cfg
  start haproxy -db -f haproxy.cfg; listening 8080
}
client() { fetch_there http://$here:8080/; }
heal() { end; sed -i '/request auth/d' haproxy.cfg; start haproxy -db -f haproxy.cfg; listening 8080; }
