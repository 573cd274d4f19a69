# A workstation's usual rules: what is not let in is rejected five times a second, and dropped beyond that.
# ask: 8000 --from lan
# fix: yes
# twin: firewall/rate-limited, firewall/drop
setup() {
  web 8000
  input_rules drop 'ct state invalid drop; ct state { established, related } accept; iif lo accept;
    meta l4proto { icmp, ipv6-icmp } accept; tcp dport 22 accept;
    meta pkttype host limit rate 5/second counter reject with icmpx admin-prohibited; counter;'
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
