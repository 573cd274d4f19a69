# The address of a namespace whose port is published here: who asked for that has just been there, and knows no way to it.
# ask: 172.28.0.2:8000 --from lan
# expect: nothing
# verdict: inconclusive
setup() { box; start ip netns exec box python3 -m http.server 8000; listening 8000 box; publish 8080 8000; fetch_there http://$here:8080/; }
client() { fetch_there http://172.28.0.2:8000/; }
