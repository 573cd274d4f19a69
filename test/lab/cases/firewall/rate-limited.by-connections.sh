# Each client may have two connections open at once, and the one on the network has them: its next one is refused.
# ask: 8000
# fix: yes
setup() {
  web 8000
  iptables-nft -A INPUT -p tcp --syn --dport 8000 -m connlimit --connlimit-above 2 -j REJECT --reject-with tcp-reset
  over_there python3 -c "
import socket, time
held = [socket.create_connection(('$here', 8000)) for _ in range(2)]
time.sleep(600)" &
  sleep 0.7
}
client() { fetch_there http://$here:8000/; }
heal() { iptables-nft -F; }
