# supervisord has given the server up, for another program has its port and lacks the page that is asked for.
# ask: http://127.0.0.1:8000/shop.txt
# says: already in use
# twin: http/not-found
setup() {
  web 8000
  mkdir shop; echo shop >shop/shop.txt
  supervised "command=/usr/bin/python3 -m http.server 8000
directory=$web/shop
startretries=0
startsecs=5
redirect_stderr=true
stdout_logfile=$results/shop.log"
  until_true grep -q 'gave up: shop' "$results/supervisord.log"
}
client() { fetch http://127.0.0.1:8000/shop.txt; }
heal() { kill "$(pgrep -f 'http[.]server')"; sleep 0.3; supervisor start shop; listening 8000; }
cleanup() { supervisor shutdown; }
