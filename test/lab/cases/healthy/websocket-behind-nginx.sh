# nginx passes the switch to WebSocket on, as its documentation says; asked without it, the application knows nothing.
# ask: ws://10.20.30.1:8080/chat
# never: http/no-upgrade | http/not-found
setup() { own websocket.mjs 3000 127.0.0.1 404; listening 3000; site 'map $http_upgrade $connection_upgrade { default upgrade; "" close; } server { listen 8080; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; location / { proxy_pass http://127.0.0.1:3000; } }'; listening 8080; }
client() { curl -s -m 3 -i -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' http://$here:8080/chat | grep -q ' 101 '; }
