# Two cables, both filtering strictly, and the client is behind the router on the second one, whose address it asks for. That is not named, and its open connection tells.
# ask: 8000 --from 10.50.0.2
setup() {
  web 8000
  second_cable
  ip -n there addr add 10.50.0.2/32 dev lo
  ip route add 10.50.0.0/24 via 10.67.0.2
  sysctl -qw net.ipv4.conf.all.rp_filter=1
  start over_there python3 -c "import socket, time; s = socket.create_connection(('10.67.0.1', 8000), source_address=('10.50.0.2', 0)); time.sleep(99)"
  sleep 0.4
}
client() { fetch_there --interface 10.50.0.2 http://10.67.0.1:8000/; }
