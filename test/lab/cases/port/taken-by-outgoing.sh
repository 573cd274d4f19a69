# A connection of this machine to another happens to use the port on this side; the server could not bind.
# ask: 8000
setup() {
  over_there python3 -m http.server 9000 & listening 9000 there
  start python3 -c 'import socket, time; s = socket.socket(); s.bind(("0.0.0.0", 8000)); s.connect(("10.20.30.2", 9000)); time.sleep(3600)'
  sleep 0.5; holder=$server
  nohup node -e 'require("http").createServer((_, r) => r.end("x")).listen(8000, "0.0.0.0")' >nohup.out 2>&1 </dev/null; grep -q EADDRINUSE nohup.out
}
client() { fetch http://127.0.0.1:8000/; }
heal() { pkill -f 'http.server 9000'; sleep 0.3; end $holder; web 8000; }
