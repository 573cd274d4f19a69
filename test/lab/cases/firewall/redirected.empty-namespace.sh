# Sent on to a network namespace in which no process is: nobody is seen there, and it refuses what this machine itself tries.
# ask: 10.20.30.1:8080 --from lan
# twin: namespace/forward-mismatch
setup() { box; publish 8080 8000; }
client() { fetch_there http://$here:8080/; }
heal() { start ip netns exec box python3 -m http.server 8000; listening 8000 box; }
