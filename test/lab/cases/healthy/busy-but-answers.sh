# It burns a processor in one process and answers in another.
# ask: 8000
# never: process/busy | process/hung
setup() { printf 'import http.server, os\nif os.fork() == 0:\n    while True: pass\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >server.py; start nohup python3 server.py; listening 8000; }
client() { fetch http://127.0.0.1:8000/; }
