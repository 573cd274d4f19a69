# A rule drops the port, and behind it nginx lets only this machine in.
# ask: http://10.20.30.1:8080/ --from lan
# expect: firewall/drop
# also: http/forbidden
setup() { site "server { listen 8080; root $web; location / { allow $here; deny all; } }"; listening 8080; input_rules 'iifname "eth0" tcp dport 8080 drop;'; }
client() { fetch_there http://$here:8080/; }
heal() { nft flush chain inet lab input; sed -i 's/deny all;//' "$results/nginx.conf"; reload_site; }
