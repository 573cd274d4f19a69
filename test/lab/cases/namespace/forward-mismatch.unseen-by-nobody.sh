# Published to a port on which nobody listens, beside a proxy for loopback: the refusal comes from the container, and no rule of this machine's made it.
# ask: 10.20.30.1:8080
# expect: nothing
# verdict: inconclusive
# user: nobody
# twin: firewall/reject
setup() { box; publish 8080 8000; start socat TCP4-LISTEN:8080,fork,reuseaddr TCP4:172.28.0.2:8000; listening 8080; }
client() { fetch http://$here:8080/; }
heal() { start in_box python3 -m http.server 8000; listening 8000 box; }
