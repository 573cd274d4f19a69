# A loop that was typed brings the old server back as soon as it ends.
# ask: 8000 --from lan
# fix: yes
setup() { start bash -c 'while true; do python3 -m http.server 8000 --bind 127.0.0.1; done'; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { end; pkill -f 'http.server 8000'; sleep 0.3; web 8000; }
