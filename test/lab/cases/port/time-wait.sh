# The last server closed its connections itself; without SO_REUSEADDR the next cannot bind yet.
# ask: 8000
setup() {
  own holder.py once 8000; listening 8000
  python3 -c 'import socket; s = socket.create_connection(("127.0.0.1", 8000)); s.recv(1); s.close()'; sleep 0.3
  nohup python3 holder.py once 8000 >nohup.out 2>&1 </dev/null; grep -q 'already in use' nohup.out
}
client() { fetch http://127.0.0.1:8000/; }
heal() { sleep 61; web 8000; }
