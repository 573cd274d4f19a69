# Published to the container's first address, and the server in there listens on its second one.
# ask: 8080 --from lan
# says: 172.28.0.9:8000
# fix: yes
setup() {
  box; publish 8080 8000; in_box ip addr add 172.28.0.9/24 dev eth0
  start ip netns exec box python3 -m http.server 8000 --bind 172.28.0.9; listening 8000 box
}
client() { fetch_there http://$here:8080/; }
heal() { end; start ip netns exec box python3 -m http.server 8000; listening 8000 box; }
