# nginx expects the PROXY protocol of a load balancer, and a client comes directly.
# ask: http://10.20.30.1:8000/
# says: PROXY protocol
setup() { site 'server { listen 8000 proxy_protocol; location / { return 200 hello; } }'; listening 8000; }
client() { fetch http://$here:8000/; }
heal() { sed -i 's/ proxy_protocol//' "$results/nginx.conf"; reload_site; }
