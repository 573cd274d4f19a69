# The application moved to port 3001 and nginx's file says so, but nobody had nginx read it again.
# ask: http://$here:8080/
# fix: yes
# says: has not read it since
setup() {
  web 3001 127.0.0.1
  site 'server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }'; listening 8080
  sed -i 's|127.0.0.1:3000|127.0.0.1:3001|' "$results/nginx.conf"
}
client() { fetch http://$here:8080/; }
heal() { reload_site; }
