# The program is there and still at its preparations.
# ask: 8000
# twin: port/nothing-listens
setup() { printf 'import sys, time, http.server\ntime.sleep(float(open("wait").read()))\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[2]))\n' >server.py; echo 600 >wait; start nohup python3 server.py --port 8000; sleep 0.5; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; echo 0 >wait; start nohup python3 server.py --port 8000; listening 8000; }
