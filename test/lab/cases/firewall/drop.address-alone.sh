# A cloud's machine: its address is a network of its own (/32), and nobody has been heard of on its card lately.
# ask: 8000 --from lan
# fix: yes
setup() {
  web 8000
  ip addr flush dev eth0 scope global
  ip addr add $here/32 dev eth0
  ip route add $there dev eth0
  ip route add default via $there
  nft 'table ip f { chain i { type filter hook input priority 0; policy drop; iif lo accept; ct state established accept; tcp dport 22 accept; }; }'
}
client() { fetch_there http://$here:8000/; local got=$?; ip neigh flush dev eth0; return $got; }
heal() { nft flush ruleset; }
