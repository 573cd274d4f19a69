# The server is in a namespace of its own, and nothing here leads to it.
# ask: 8000 --from self
# twin: port/nothing-listens
setup() { box; start ip netns exec box python3 -m http.server 8000; listening 8000 box; }
client() { fetch http://127.0.0.1:8000/; }
heal() { publish 8000 8000; fetch http://$here:8000/ && client() { fetch http://$here:8000/; }; }
