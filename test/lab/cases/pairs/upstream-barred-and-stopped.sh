# The packet filter forgets loopback, so that a proxy loses its way to an application, which is stopped besides.
# ask: http://10.20.30.1:8080/ --from lan
# expect: http/bad-gateway
# says: lost on the way | packet filter
setup() {
  web 3000 127.0.0.1; kill -STOP $server; stopped=$server
  site "server { listen 8080; location / { proxy_connect_timeout 1s; proxy_read_timeout 1s; proxy_pass http://127.0.0.1:3000; } }"; listening 8080
  input_rules drop 'ct state established accept; tcp dport 8080 accept; icmp type echo-request accept; meta l4proto ipv6-icmp accept;'
}
client() { fetch_there http://$here:8080/; }
heal() { nft add rule inet lab input iifname lo accept; client && return 1; kill -CONT $stopped; }
