# The program in the namespace never accepts, and its queue has room for one more: the first who asks gets in, and no answer.
# ask: 8080
setup() { box; publish 8080 80; cp "$lab/servers/holder.py" .; start ip netns exec box python3 holder.py unaccepting 80; listening 80 box; }
client() { fetch_there http://$here:8080/; }
heal() { end; start ip netns exec box python3 -m http.server 80; listening 80 box; }
