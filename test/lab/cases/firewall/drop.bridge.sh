# The address is on a bridge, and the bridge's own rules drop the port.
# ask: 8000 --from lan
# fix: yes
setup() {
  web 8000
  ip addr flush dev eth0 && ip link add br0 type bridge && ip link set eth0 master br0 && ip link set br0 up && ip addr add $here/24 dev br0
  sleep 1
  nft "table bridge lab { chain input { type filter hook input priority 0; ip daddr $here tcp dport 8000 drop; }; }"
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
