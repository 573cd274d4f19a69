# A forgotten snat rule sends this machine's connections from an address that is not its own.
# ask: http://10.20.30.2:8000/
# says: 10.20.30.200
# never: firewall/egress-blocked
setup() { over_there python3 -m http.server 8000 & listening 8000 there; nft 'table ip lab { chain out { type nat hook postrouting priority srcnat; oifname eth0 snat to 10.20.30.200; }; }'; }
client() { fetch http://$there:8000/; }
heal() { nft flush ruleset; }
