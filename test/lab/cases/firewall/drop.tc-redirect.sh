# A filter of traffic control takes the port's packets before any rule sees them: what it does cannot be told, and must not be taken for open.
# ask: 8000 --from lan
# expect: nothing
# verdict: inconclusive
setup() {
  web 8000
  ip link add name ifb0 type ifb
  tc qdisc add dev eth0 handle ffff: ingress
  tc filter add dev eth0 parent ffff: protocol ip u32 match ip protocol 6 0xff match ip dport 8000 0xffff action mirred egress redirect dev ifb0
}
client() { fetch_there http://$here:8000/; }
heal() { tc qdisc del dev eth0 ingress; }
