# HAProxy deals requests out to three applications and tries each once; two are gone, and the first request comes to one of these.
# ask: http://10.20.30.1:8080/
# verdict: degraded
# says: 127.0.0.1:3001
# twin: http/server-error
setup() {
  web 3003 127.0.0.1
  cat >"$results/haproxy.cfg" <<H
defaults
  mode http
  retries 0
  timeout connect 2s
  timeout client 10s
  timeout server 10s
listen shop
  bind :8080
  server one 127.0.0.1:3001
  server two 127.0.0.1:3002
  server three 127.0.0.1:3003
H
  start haproxy -f "$results/haproxy.cfg"
  listening 8080
}
client() { for _ in $(seq 12); do fetch http://$here:8080/ || return 1; done; }
heal() { web 3001 127.0.0.1; web 3002 127.0.0.1; }
