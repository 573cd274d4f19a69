# nginx in front of a WebSocket server passes requests on without the headers Upgrade and Connection.
# ask: ws://10.20.30.1:8080/chat
# fix: yes
# says: proxy_set_header Upgrade
# twin: http/not-found
setup() { own websocket.mjs 3000 127.0.0.1 404; listening 3000; site 'server { listen 8080; proxy_set_header Host $host; location / { proxy_pass http://127.0.0.1:3000; } }'; listening 8080; }
client() { curl -s -m 3 -i -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' http://$here:8080/chat | grep -q ' 101 '; }
heal() { sed -i 's|location / {|location / { proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_http_version 1.1;|' "$results/nginx.conf"; reload_site; }
