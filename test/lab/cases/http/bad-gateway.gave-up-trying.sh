# Both servers failed once, and nginx does not try them again for an hour. They work now.
# ask: http://10.20.30.1:8080/
# fix: yes
# says: max_fails
setup() {
  site "upstream app { server 127.0.0.1:3000 fail_timeout=1h; server 127.0.0.1:3001 fail_timeout=1h; } server { listen 8080; location / { proxy_pass http://app; } }"
  listening 8080; fetch http://127.0.0.1:8080/; web 3000 127.0.0.1; web 3001 127.0.0.1
}
client() { fetch http://$here:8080/; }
heal() { reload_site; }
