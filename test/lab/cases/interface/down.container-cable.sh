# The cable to a container is switched off, and no route is left.
# ask: 172.28.0.2:8000
# fix: yes
setup() { box; start ip netns exec box python3 -m http.server 8000; listening 8000 box; ip link set box0 down; ip link set box0 name veth0box; }
client() { fetch http://172.28.0.2:8000/; }
heal() { ip link set veth0box up; }
