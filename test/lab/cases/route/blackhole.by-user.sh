# A policy rule for one user's packets, and the server runs as that user.
# ask: 8000 --from lan
# fix: yes
setup() { start setpriv --reuid=65534 --regid=65534 --clear-groups python3 -m http.server 8000; listening 8000; ip rule add uidrange 65534-65534 blackhole pref 70; }
client() { fetch_there http://$here:8000/; }
heal() { ip rule del pref 70; }
