# The other machine comes to an old server on the LAN address; the new one is on loopback only.
# ask: http://10.20.30.1:8000/new.html --from lan
# expect: port/shadowed
setup() { mkdir old; (cd old; start python3 -m http.server 8000 --bind $here); listening 8000; start python3 -m http.server 8000 --bind 127.0.0.1; sleep 0.7; echo new >new.html; }
client() { fetch_there http://$here:8000/new.html; }
heal() { pkill -f "bind $here"; pkill -f 'bind 127'; sleep 0.3; web 8000; }
