# A rule drops what the server answers, also to this machine itself, and an ordinary user cannot read it: the attempt waits half open.
# ask: localhost:8000
# user: nobody
# twin: firewall/drop | bind/ipv4-only
setup() { web 8000; nft -f - <<N
table inet lab { chain output { type filter hook output priority filter; tcp sport 8000 drop; }; }
N
}
client() { fetch http://127.0.0.1:8000/; }
heal() { nft flush ruleset; }
