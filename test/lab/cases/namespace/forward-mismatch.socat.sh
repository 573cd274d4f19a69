# A forwarder that somebody started by hand leads to a port of the namespace where nothing listens.
# ask: 8080 --from lan
# says: listens on port 8000 there
# never: client/tunnel-wrong-port
setup() { box; start ip netns exec box python3 -m http.server 8000; listening 8000 box; start socat TCP-LISTEN:8080,fork,reuseaddr TCP:172.28.0.2:3000; S=$!; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { kill $S; start socat TCP-LISTEN:8080,fork,reuseaddr TCP:172.28.0.2:8000; listening 8080; }
