# A script starts it again as soon as it ends: the script is changed too, or the old one comes back.
# ask: 8000 --from lan
# fix: yes
setup() { printf 'while true; do\n  python3 -m http.server 8000 --bind 127.0.0.1\n  sleep 0.3\ndone\n' >start.sh; start bash start.sh; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { end; pkill -f http.server; sed -i 's/ --bind 127.0.0.1//' start.sh; start bash start.sh; sleep 0.5; listening 8000; }
