# A container serves UDP, and its port is published for TCP.
# ask: 9000/udp --from lan
# says: published for TCP, not for UDP | 9000:9000/udp
# twin: namespace/not-published
setup() {
  docker_engine
  docker run -d --name game -p 9000:9000 web /bin/sleep 600
  printf 'import socket\nserver = socket.socket(type=socket.SOCK_DGRAM)\nserver.bind(("0.0.0.0", 9000))\nwhile True:\n    server.sendto(b"pong", server.recvfrom(99)[1])\n' >pong.py
  start nsenter --net -t "$(docker inspect -f '{{.State.Pid}}' game)" python3 pong.py
  sleep 0.7
}
client() { over_there python3 -c "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.settimeout(2); s.connect(('$here', 9000)); s.send(b'ping'); s.recv(9)"; }
heal() { nft add rule ip nat PREROUTING udp dport 9000 dnat to 172.17.0.2:9000; nft insert rule ip filter FORWARD accept; }
cleanup() { docker rm -f game; }
