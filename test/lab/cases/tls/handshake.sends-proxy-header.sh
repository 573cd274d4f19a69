# HAProxy passes TLS on and says before it who asks, which the server behind takes for a plain request.
# ask: https://here.test:8443/
# says: PROXY protocol | send-proxy
# twin: tls/https-to-http-port
setup() {
  hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 30; trust
  site "server { listen 127.0.0.1:8444 ssl; ssl_certificate $web/here.test.pem; ssl_certificate_key $web/here.test.key; location / { return 200 hello; } }"; listening 8444
  printf 'defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 10s\n  timeout server 10s\nfrontend in\n  bind :8443\n  default_backend app\nbackend app\n  server one 127.0.0.1:8444 send-proxy\n' >haproxy.cfg
  start haproxy -db -f haproxy.cfg; listening 8443
}
client() { fetch https://here.test:8443/; }
heal() { end; sed -i 's/ send-proxy//' haproxy.cfg; start haproxy -db -f haproxy.cfg; listening 8443; }
