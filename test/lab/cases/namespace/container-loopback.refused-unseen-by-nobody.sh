# Published, and behind it the server is on a loopback of its own: its refusal is not this machine's, as the counters tell everybody.
# ask: 10.20.30.1:8080
# expect: nothing
# verdict: inconclusive
# user: nobody
# twin: port/nothing-listens
setup() { box; publish 8080 8000; start ip netns exec box python3 -m http.server 8000 --bind 127.0.0.1; listening 8000 box; }
client() { fetch_there http://$here:8080/; }
heal() { end; start ip netns exec box python3 -m http.server 8000; listening 8000 box; }
