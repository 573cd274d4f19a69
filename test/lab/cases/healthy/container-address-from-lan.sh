# The address of a namespace, to which somebody on the network has a connection by this machine.
# ask: 172.28.0.2:8000 --from lan
setup() {
  box; start ip netns exec box python3 -m http.server 8000; listening 8000 box; over_there ip route add 172.28.0.0/24 via $here
  over_there python3 -c 'import socket, time; s = socket.create_connection(("172.28.0.2", 8000)); time.sleep(600)' &
  sleep 1
}
client() { fetch_there http://172.28.0.2:8000/; }
