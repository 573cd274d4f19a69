# The server listens on this machine's own name, and the hosts file has that on 127.0.1.1.
# ask: here:8000
# expect: bind/loopback-only | name/hostname-maps-to-loopback
# also: name/hostname-maps-to-loopback
setup() { hosts '127.0.1.1 here'; web 8000 here; }
client() { fetch_there http://$here:8000/; }
heal() { end; hosts "$here here"; web 8000 here; }
