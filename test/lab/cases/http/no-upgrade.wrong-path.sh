# The server knows WebSocket at /chat, and here only pages.
# ask: ws://10.20.30.1:8080/
# says: does not switch to WebSocket
setup() { web 8080; }
client() { curl -s -m 3 -i -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' http://$here:8080/chat | grep -q ' 101 '; }
heal() { end; own websocket.mjs 8080 0.0.0.0 404; listening 8080; }
