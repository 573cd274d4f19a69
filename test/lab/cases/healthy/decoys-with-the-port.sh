# Others have the port in their arguments; the listener does not.
# ask: 8000
# never: process/not-listening | port/wrong-port | port/taken
setup() { start sleep 8000; start bash -c 'exec -a "node server.js --port 8000" sleep 3600'; echo 'import http.server; http.server.test(http.server.SimpleHTTPRequestHandler, port=8000)' >s.py; start nohup python3 s.py; listening 8000; }
client() { fetch_there http://$here:8000/; }
