# Published, and inside the container the server is on the container's own loopback.
# ask: 8080 --from lan
setup() { box; publish 8080 8000; start ip netns exec box python3 -m http.server 8000 --bind 127.0.0.1; listening 8000 box; }
client() { fetch_there http://$here:8080/; }
heal() { end; start ip netns exec box python3 -m http.server 8000; listening 8000 box; }
