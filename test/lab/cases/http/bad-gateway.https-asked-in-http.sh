# nginx asks an application in HTTP that speaks HTTPS: its 400 comes through, and looks like an answer.
# ask: http://10.20.30.1:8080/
# says: HTTPS
# twin: healthy
setup() {
  authority ca; certificate api DNS:api -1 30
  site "server { listen 127.0.0.1:8443 ssl; ssl_certificate $web/api.pem; ssl_certificate_key $web/api.key; root $web; } server { listen 8080; location / { proxy_pass http://127.0.0.1:8443; } }"
  listening 8080
}
client() { fetch http://$here:8080/; }
heal() { sed -i 's|proxy_pass http:|proxy_pass https:|' "$results/nginx.conf"; reload_site; }
