# One of nginx's upstreams is gone, and its requests go to the other one; quick requests beyond a few are turned away by a limit.
# ask: http://10.20.30.1:8080/
# twin: http/bad-gateway | http/overloaded
setup() {
  web 3001 127.0.0.1
  site 'limit_req_zone $binary_remote_addr zone=few:1m rate=2r/s; upstream shop { server 127.0.0.1:3002; server 127.0.0.1:3001; }
  server { listen 8080; location / { limit_req zone=few burst=2 nodelay; proxy_pass http://shop; } }'
  listening 8080
}
client() { fetch http://$here:8080/ && sleep 1; }
