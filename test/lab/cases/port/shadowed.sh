# An old server has ::1, the new one has IPv4: localhost leads to the old one.
# ask: http://localhost:8000/new.html
setup() { mkdir old; (cd old; start python3 -m http.server 8000 --bind ::1); listening 8000; start python3 -m http.server 8000 --bind 0.0.0.0; sleep 0.7; echo new >new.html; }
client() { python3 -c 'import urllib.request; urllib.request.urlopen("http://localhost:8000/new.html", timeout=3)'; }
heal() { pkill -f 'bind ::1'; sleep 0.3; }
