# Nothing leads to the server in another network namespace, and in there it is on the loopback besides.
# ask: 8080 --from lan
# expect: namespace/not-published
# also: namespace/container-loopback
setup() { box; start ip netns exec box python3 -m http.server 8080 --bind 127.0.0.1; listening 8080 box; }
client() { fetch_there http://$here:8080/; }
heal() { publish 8080 8080; client && return 1; end; start ip netns exec box python3 -m http.server 8080; listening 8080 box; }
