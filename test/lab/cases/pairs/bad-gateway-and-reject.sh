# The LAN is rejected, and the application behind the web server is not there.
# ask: http://10.20.30.1:8080/ --from lan
# expect: firewall/reject
# also: http/bad-gateway
setup() { site "server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }"; listening 8080; input_rules 'iifname "lo" accept; tcp dport 8080 reject;'; }
client() { fetch_there http://$here:8080/; }
heal() { nft flush ruleset; client && return 1; web 3000 127.0.0.1; }
