# Stopped by Ctrl-Z; who found it silent started it again, and that was refused the port. Python does not say whose port it was.
# ask: 8000
# fix: yes
# twin: port/taken
setup() {
  web 8000
  kill -STOP "$server"
  nohup python3 -m http.server 8000 >nohup.out 2>&1 </dev/null
  grep -q 'Address already in use' nohup.out
}
client() { fetch http://127.0.0.1:8000/; }
heal() { kill -CONT "$server"; sleep 0.3; }
