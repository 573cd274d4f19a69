# HAProxy's health check asks for a page that the application has not got: it runs, and counts as down.
# ask: http://10.20.30.1:8080/
# says: /healthz and gets 404
setup() {
  web 8001
  printf '%s\n' 'defaults' ' mode http' ' timeout connect 2s' ' timeout client 5s' ' timeout server 5s' 'frontend f' ' bind :8080' ' default_backend b' 'backend b' ' option httpchk GET /healthz' ' server s1 127.0.0.1:8001 check inter 200ms fall 2' >ha.cfg
  start haproxy -f ha.cfg -db; listening 8080; sleep 1.5
}
client() { fetch http://$here:8080/; }
heal() { echo ok >healthz; sleep 1.5; }
