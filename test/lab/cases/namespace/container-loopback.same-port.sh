# A port is published as itself, by rules of IPv4 alone, and inside the server is on loopback: that nothing leads there by IPv6 is not the matter.
# ask: 8000
# never: namespace/not-published
# twin: namespace/not-published
setup() { box; publish 8000 8000; start ip netns exec box python3 -m http.server 8000 --bind 127.0.0.1; listening 8000 box; }
client() { fetch_there http://$here:8000/; }
heal() { end; start ip netns exec box python3 -m http.server 8000; listening 8000 box; }
