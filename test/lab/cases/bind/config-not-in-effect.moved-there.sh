# A configuration that was written last week was put in the place of the old one, and keeps its date; nginx was never told.
# ask: 9090 --from lan
# fix: yes
# twin: port/wrong-port
setup() {
  site "server { listen 8080; root $web; }"; listening 8080; sleep 0.1
  sed 's/8080/9090/' "$results/nginx.conf" >"$results/new.conf"
  touch -d '7 days ago' "$results/new.conf" && mv "$results/new.conf" "$results/nginx.conf"
}
client() { fetch_there http://$here:9090/; }
heal() { nginx -c "$results/nginx.conf" -s stop; sleep 0.5; nginx -c "$results/nginx.conf"; listening 9090; }
