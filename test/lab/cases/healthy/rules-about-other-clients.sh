# HAProxy's rules about addresses are for other paths, other clients, and a backend that is not asked.
# ask: http://10.20.30.1:8080/
setup() {
  web 3000 127.0.0.1
  cat >haproxy.cfg <<'H'
defaults
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 5s
frontend web
  bind :8080
  acl office src 10.0.0.0/8 192.168.0.0/16
  acl admin path_beg /admin
  http-request deny if { src 203.0.113.0/24 }
  http-request deny if admin !office
  use_backend admin if admin
  default_backend app
backend admin
  http-request deny unless { src 127.0.0.1 }
  server a 127.0.0.1:3000
backend app
  http-request auth unless { src 10.0.0.0/8 } or { http_auth(team) }
  server a 127.0.0.1:3000
userlist team
  user ana insecure-password secret
H
  start haproxy -db -f haproxy.cfg; listening 8080
}
client() { fetch_there http://$here:8080/; }
