# Put into the background on a terminal, it asks there for commands, and ends where there is nothing to read.
# ask: 8000
# also: background/needs-terminal
# fix: yes
setup() { printf 'import http.server, threading\ns = http.server.ThreadingHTTPServer(("0.0.0.0", 8000), http.server.SimpleHTTPRequestHandler)\nthreading.Thread(target=s.serve_forever, daemon=True).start()\nwhile input("> ") != "quit": pass\n' >server.py; terminal 'python3 server.py &'; listening 8000; sleep 0.7; }
client() { fetch http://127.0.0.1:8000/; }
heal() { hang_up; pkill -9 -f server.py; web 8000; }
