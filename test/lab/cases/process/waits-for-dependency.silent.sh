# The database takes the connection and never says a word, and the server wants to hear one before it listens.
# ask: 8000
# says: 5432
setup() {
  over_there python3 -c 'import socket, time; s = socket.create_server(("", 5432)); c = s.accept(); time.sleep(600)' & sleep 0.7
  printf 'import http.server, socket\nsocket.create_connection(("10.20.30.2", 5432)).recv(1)\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >server.py
  start nohup python3 server.py --port 8000; sleep 0.5
}
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000; }
