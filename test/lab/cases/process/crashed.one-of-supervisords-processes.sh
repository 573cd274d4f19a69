# supervisord runs two processes of one program, each on a port of its own (numprocs), and one has died. The other is no answer to where it went.
# ask: 8001
# says: shop_01 | shop:shop_01
# twin: port/wrong-port
setup() {
  printf 'import sys, http.server\nif sys.argv[1] == "8001": open("shop.db")\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]))\n' >server.py
  supervised "command=/usr/bin/python3 server.py 800%(process_num)d
process_name=%(program_name)s_%(process_num)02d
numprocs=2
startretries=0
stderr_logfile=$results/shop_%(process_num)02d.log"
  listening 8000; until_true grep -q 'gave up: shop_01' "$results/supervisord.log"
}
client() { fetch http://127.0.0.1:8001/; }
heal() { : >shop.db; supervisor start shop:shop_01; listening 8001; }
cleanup() { supervisor shutdown; }
