# nginx deals requests out to two copies of a site; a page was put into one of them only.
# ask: http://10.20.30.1:8080/prices.html
# verdict: degraded
# says: 127.0.0.1:3002
# twin: healthy
setup() {
  mkdir one other; echo 3 >one/prices.html
  start python3 -m http.server 3001 --bind 127.0.0.1 -d one; listening 3001
  start python3 -m http.server 3002 --bind 127.0.0.1 -d other; listening 3002
  site 'upstream shop { server 127.0.0.1:3001; server 127.0.0.1:3002; } server { listen 8080; location / { proxy_pass http://shop; } }'
  listening 8080
}
client() { for _ in $(seq 12); do fetch http://$here:8080/prices.html || return 1; done; }
heal() { cp one/prices.html other; }
