# Started with nohup and a log of its own: the fix keeps both.
# ask: 8000 --from lan
# fix: yes
# says: nohup
setup() { bash -c 'cd '"$web"'; nohup python3 -m http.server 8000 --bind localhost >server.log 2>&1 </dev/null &'; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { pkill -f http.server; sleep 0.3; web 8000; }
