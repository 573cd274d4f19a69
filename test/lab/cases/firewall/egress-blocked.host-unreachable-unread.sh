# This machine's own rule answers "host unreachable", and who asks may not read the rules: the kernel says that of a silent neighbour after three seconds only.
# ask: http://10.20.30.2:8000/
# user: nobody
# never: remote/host-down
# twin: remote/host-down
setup() { start over_there python3 -m http.server 8000; listening 8000 there; nft 'add table ip f; add chain ip f o { type filter hook output priority 0; }; add rule ip f o tcp dport 8000 reject with icmp type host-unreachable'; }
client() { fetch http://$there:8000/; }
heal() { nft flush ruleset; }
