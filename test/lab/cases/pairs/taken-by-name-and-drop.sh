# Asked about by its name: nginx does not run, another program has its port, and a rule keeps others from that port.
# ask: nginx
# expect: port/taken
# also: firewall/drop
setup() {
  mkdir -p etc-nginx
  printf 'pid %s/nginx.pid; error_log %s/error.log;\nevents {}\nhttp { access_log off; server { listen 8085; location = /shop { return 200 hello; } } }\n' "$results" "$results" >etc-nginx/nginx.conf
  mount --bind etc-nginx /etc/nginx
  web 8085
  input_rules 'iifname "lo" accept; ct state established accept; tcp dport 8085 drop;'
}
client() { fetch_there http://$here:8085/shop; }
heal() { end; nginx; listening 8085; client && return 1; nft flush ruleset; }
