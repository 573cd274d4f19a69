# The server was on 8000 until a moment ago; started again, it is still reading its data and does not listen yet.
# ask: 8000
# says: load.py
# never: port/time-wait
setup() {
  start python3 -c 'import socket; s = socket.create_server(("", 8000)); s.accept()[0].close()'; listening 8000
  python3 -c 'import socket; s = socket.create_connection(("127.0.0.1", 8000)); s.recv(1); s.close()'; sleep 0.3
  echo 'import http.server, sys, time; time.sleep(3600); http.server.test(port=int(sys.argv[1]))' >load.py
  start nohup python3 load.py 8000; sleep 0.3
  ss -Htan state time-wait 'sport = :8000' | grep -q .
}
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000; }
