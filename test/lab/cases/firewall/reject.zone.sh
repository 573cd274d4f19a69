# firewalld's shape: the interface's zone does not have the port.
# ask: 8000 --from lan
setup() {
  web 8000
  nft -f - <<N
table inet firewalld {
  chain filter_INPUT { type filter hook input priority 10; policy accept; ct state { established, related } accept; iifname "lo" accept; jump filter_INPUT_POLICIES; reject with icmpx admin-prohibited; }
  chain filter_INPUT_POLICIES { iifname "eth0" goto filter_IN_public; goto filter_IN_home; }
  chain filter_IN_public { jump filter_IN_public_allow; meta l4proto { icmp, ipv6-icmp } accept; reject with icmpx admin-prohibited; }
  chain filter_IN_public_allow { tcp dport 22 accept; tcp dport 9090 accept; }
  chain filter_IN_home { tcp dport 8000 accept; }
}
N
}
client() { fetch_there http://$here:8000/; }
heal() { nft add rule inet firewalld filter_IN_public_allow tcp dport 8000 accept; }
