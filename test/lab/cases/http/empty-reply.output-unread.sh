# Whoever wanted no more than the first line of a server's output has left it a pipe that nobody reads: what it logs fails, and the request with it.
# ask: http://10.20.30.1:8000/
# says: into a pipe that nobody reads
setup() {
  start bash -c "cd '$web' && python3 -u -m http.server 8000 2>&1 | head -1"
  listening 8000
  until_true bash -c '! pgrep -x head'
}
client() { fetch http://$here:8000/; }
heal() { pkill -f 'http.server 8000'; until_true bash -c '! pgrep -f "http.server 8000"'; web 8000; }
