# The program in the namespace never accepts. A rule alone leads there, with no proxy in front, so it is its own queue that is full.
# ask: 8080
setup() { box; publish 8080 80; cp "$lab/servers/holder.py" .; start ip netns exec box python3 holder.py unaccepting 80; listening 80 box; python3 -c "import socket; [socket.create_connection(('172.28.0.2', 80), 1) for _ in range(2)]"; }
client() { fetch_there http://$here:8080/; }
heal() { end; start ip netns exec box python3 -m http.server 80; listening 80 box; }
