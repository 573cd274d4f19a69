# One account for all clients together is used up; this machine's own connections do not count, and the client closed
# its own first, so that nothing shows it.
# ask: 8000
# verdict: inconclusive
# fix: yes
setup() {
  start nohup python3 -m http.server 8000 --protocol HTTP/1.1
  listening 8000
  input_rules drop 'iif lo accept; ct state established accept; meta l4proto ipv6-icmp accept; tcp dport 8000 limit rate 1/hour burst 1 packets accept;'
  fetch_there http://$here:8000/
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
