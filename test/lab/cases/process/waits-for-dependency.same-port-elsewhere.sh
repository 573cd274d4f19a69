# Each request waits for another machine's server, which has the same port and never says a word: the server does not wait for itself.
# ask: http://10.20.30.1:8000/
# twin: process/hung
# says: 10.20.30.2:8000
setup() {
  over_there python3 -c 'import socket, time; s = socket.create_server(("", 8000)); time.sleep(600)' & sleep 0.5
  printf 'import socket\ndef app(env, start):\n    socket.create_connection(("10.20.30.2", 8000)).recv(1)\n    start("200 OK", []); return [b"hello"]\n' >main.py
  start nohup gunicorn main:app -b 0.0.0.0:8000 --timeout 600; listening 8000; sleep 0.5
}
client() { fetch http://10.20.30.1:8000/; }
heal() { end; web 8000; }
