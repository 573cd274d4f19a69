# Two networks; the one that is asked about is switched off.
# ask: 10.67.0.1:8000
# fix: yes
setup() { web 8000; ip link add eth1 type veth peer name eth1 netns there; ip addr add 10.67.0.1/24 dev eth1; ip -n there addr add 10.67.0.2/24 dev eth1; ip -n there link set eth1 up; }
client() { fetch_there http://10.67.0.1:8000/; }
heal() { ip link set eth1 up; }
