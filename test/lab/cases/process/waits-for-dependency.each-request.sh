# It listens, and each request waits for a database that takes the connection and never says a word.
# ask: 8000
# twin: process/hung
# says: 5432
setup() {
  over_there python3 -c 'import socket, time; s = socket.create_server(("", 5432)); time.sleep(600)' & sleep 0.5
  printf 'import socket\ndef app(env, start):\n    socket.create_connection(("10.20.30.2", 5432)).recv(1)\n    start("200 OK", []); return [b"hello"]\n' >main.py
  start nohup gunicorn main:app -w 2 -b 0.0.0.0:8000 --timeout 600; listening 8000
}
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000; }
