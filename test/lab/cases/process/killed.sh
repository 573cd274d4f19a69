# Somebody, or the kernel, ended it with signal 9; its shell wrote that down.
# ask: 8000
# twin: process/crashed
setup() { sh -c 'python3 -m http.server 8000; exit $?' >nohup.out 2>&1 </dev/null & listening 8000; kill -9 $(pgrep -f '^python3 -m http.server'); sleep 0.4; tail -n 1 nohup.out | grep -q Killed; }
client() { fetch http://127.0.0.1:8000/; }
heal() { web 8000; }
