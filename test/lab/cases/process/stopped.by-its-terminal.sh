# Put into the background on a terminal, it wanted to read from it, and the kernel stopped it.
# ask: 8000
# also: background/needs-terminal
setup() { printf 'import http.server, threading, sys\ns = http.server.ThreadingHTTPServer(("0.0.0.0", 8000), http.server.SimpleHTTPRequestHandler)\nthreading.Thread(target=sys.stdin.read).start()\ns.serve_forever()\n' >server.py; terminal 'python3 server.py &'; listening 8000; sleep 0.7; }
client() { fetch http://127.0.0.1:8000/; }
heal() { hang_up; pkill -9 -f server.py; web 8000; }
