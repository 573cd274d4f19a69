# HAProxy passes bytes on after a line of the PROXY protocol; the application takes that for the request, and its page has no head.
# ask: http://10.20.30.1:8080/
# says: send-proxy
# twin: http/not-http
setup() {
  web 3000 127.0.0.1
  printf 'defaults\n  mode tcp\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\nlisten web\n  bind :8080\n  server a 127.0.0.1:3000 send-proxy\n' >haproxy.cfg
  start haproxy -db -f haproxy.cfg; listening 8080
}
client() { fetch http://$here:8080/; }
heal() { end; sed -i 's/ send-proxy//' haproxy.cfg; start haproxy -db -f haproxy.cfg; listening 8080; }
