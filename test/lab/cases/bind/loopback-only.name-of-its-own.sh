# A server that was started under another name than its program's: no shell finds that, neither for the fix nor to take it back.
# ask: 8000 --from lan
# fix: yes
setup() { start bash -c 'exec -a shopd python3 -m http.server 8000 --bind 127.0.0.1'; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { end; web 8000; }
