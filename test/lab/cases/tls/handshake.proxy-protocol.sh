# nginx waits for the PROXY protocol of a load balancer before TLS, and a client comes directly.
# ask: https://here.test:8443/
# says: PROXY protocol
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 30; trust; site "server { listen 8443 ssl proxy_protocol; ssl_certificate $web/here.test.pem; ssl_certificate_key $web/here.test.key; location / { return 200 hello; } }"; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { sed -i 's/ proxy_protocol//' "$results/nginx.conf"; reload_site; }
