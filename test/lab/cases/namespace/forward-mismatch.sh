# Published to port 80 of the container, where the server is on 8000.
# ask: 8080 --from lan
# says: 8000
# twin: namespace/container-loopback
setup() { box; publish 8080 80; start ip netns exec box python3 -m http.server 8000; listening 8000 box; }
client() { fetch_there http://$here:8080/; }
heal() { nft flush ruleset; publish 8080 8000; }
