# The answer is too long for a packet, and an output rule drops DNS by TCP. (The C library would try for minutes.)
# ask: http://shop.test:8000/
# expect: firewall/egress-blocked|name/resolver-unreachable
# says: tcp dport 53
# never: name/not-found
setup() { web 8000; ip -n there addr add 10.20.30.53/24 dev eth0; sed 's/127.0.0.53/10.20.30.53/' "$lab/servers/names.py" >names.py; start ip netns exec there python3 names.py shop.test=cut:$here; echo 'nameserver 10.20.30.53' >/etc/resolv.conf; sleep 0.5; nft 'table inet lab { chain output { type filter hook output priority filter; tcp dport 53 drop; }; }'; }
client() { fetch http://shop.test:8000/; }
heal() { nft flush ruleset; }
