# websockify stands before a VNC server that does not run: it switches to WebSocket, and ends that at once.
# ask: ws://10.20.30.1:6080/
# says: netcheck why localhost:5900
# twin: http/bad-gateway
setup() { start websockify 0.0.0.0:6080 localhost:5900; listening 6080; }
# A WebSocket that stays open is one that curl waits at until its time is over.
client() { curl -sN -o /dev/null -m 2 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' http://$here:6080/; [ $? = 28 ]; }
heal() { start nc -lk 127.0.0.1 5900; listening 5900; }
