# One account for all clients together is used up: neither this machine nor another one gets in.
# ask: 8000
# verdict: unreachable
# fix: yes
setup() {
  web 8000
  input_rules drop 'ct state established accept; meta l4proto ipv6-icmp accept; tcp dport 8000 limit rate 1/hour burst 1 packets accept;'
  fetch_there http://$here:8000/
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
