# The same over UDP, whose error comes back with this machine's own address.
# ask: 10.20.30.1:8080/udp
# expect: nothing
# verdict: inconclusive
# user: nobody
# twin: firewall/reject
setup() {
  box
  nft -f - <<'N'
table ip nat {
  chain prerouting { type nat hook prerouting priority dstnat; fib daddr type local udp dport 8080 dnat to 172.28.0.2:8000; }
  chain output { type nat hook output priority -100; fib daddr type local udp dport 8080 dnat to 172.28.0.2:8000; }
}
N
  start socat UDP4-LISTEN:8080,fork,reuseaddr UDP4:172.28.0.2:8000
  sleep 0.5
}
client() { python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2)
s.connect(('$here', 8080))
s.send(b'x')
s.recv(9)"; }
heal() { start in_box socat UDP4-LISTEN:8000,fork EXEC:cat; sleep 0.5; }
