# This machine's own connections are not tracked, so their answers are not established ones.
# ask: 10.20.30.2:8000
# fix: yes
# twin: remote/filtered
setup() { over_there python3 -m http.server 8000 & listening 8000 there; nft -f - <<N
table inet lab {
  chain raw { type filter hook output priority raw; tcp dport 8000 notrack; }
  chain input { type filter hook input priority filter; policy drop; iif lo accept; ct state established,related accept; meta l4proto { icmp, ipv6-icmp } accept; }
}
N
}
client() { fetch http://$there:8000/; }
heal() { nft flush chain inet lab raw; }
