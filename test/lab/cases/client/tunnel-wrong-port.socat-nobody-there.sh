# A forwarder leads to an address of the bridge that no container has any more: it is looked for in vain, and then hung up on.
# ask: 8080 --from lan
# says: 172.28.0.7:80
setup() {
  box
  start ip netns exec box python3 -m http.server 80
  listening 80 box
  start socat TCP-LISTEN:8080,fork,reuseaddr TCP:172.28.0.7:80,connect-timeout=2
  S=$!
  listening 8080
}
client() { fetch_there http://$here:8080/; }
heal() { kill $S; start socat TCP-LISTEN:8080,fork,reuseaddr TCP:172.28.0.2:80; listening 8080; }
