# A constant in the program's own source.
# ask: 8000 --from lan
# fix: yes
setup() { printf 'import http.server\n\nHOST = "127.0.0.1"\nPORT = 8000\n\nhttp.server.ThreadingHTTPServer((HOST, PORT), http.server.SimpleHTTPRequestHandler).serve_forever()\n' >server.py; start nohup python3 server.py; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { end; sed -i 's/127.0.0.1/0.0.0.0/' server.py; start nohup python3 server.py; listening 8000; }
