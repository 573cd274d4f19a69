# A server of supervisord's, asked for by the name that supervisorctl has for it.
# ask: shop
setup() { supervised "command=/usr/bin/python3 -m http.server 8000"; listening 8000; }
client() { fetch_there http://$here:8000/; }
cleanup() { supervisor shutdown; }
