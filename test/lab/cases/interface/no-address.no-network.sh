# A machine without any network, as a container that was started with --network none.
# ask: 8000 --from lan
setup() { web 8000; ip link set eth0 netns there name spare; }
client() { fetch_there http://$here:8000/; }
heal() {
  ip -n there link set spare netns $$ name eth0
  ip addr add $here/24 dev eth0
  ip link set eth0 up
}
