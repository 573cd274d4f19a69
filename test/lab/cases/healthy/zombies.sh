# It has dead children that it never asked after.
# ask: 8000
# never: process/crashed
setup() { printf 'import http.server, subprocess\nheld = [subprocess.Popen(["true"]) for _ in range(5)]\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >s.py; start nohup python3 s.py; listening 8000; sleep 0.3; }
client() { fetch_there http://$here:8000/; }
