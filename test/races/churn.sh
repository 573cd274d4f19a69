# churn.sh WHAT PORT: changes one thing over and over until it is killed. Runs in a network namespace of its own.
what=$1 port=$2
serve='import http.server, socketserver, sys
class S(http.server.ThreadingHTTPServer): allow_reuse_address = True
s = S((sys.argv[2], int(sys.argv[1])), http.server.SimpleHTTPRequestHandler)
s.serve_forever()'
case $what in
  restart) while :; do python3 -c "$serve" "$port" 0.0.0.0 & sleep 0.25; kill -9 $!; wait $!; sleep 0.05; done ;;
  rebind) while :; do for address in 127.0.0.1 0.0.0.0 ::1; do python3 -c 'import socket, sys, time
f = socket.AF_INET6 if ":" in sys.argv[2] else socket.AF_INET
s = socket.socket(f); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind((sys.argv[2], int(sys.argv[1]))); s.listen(); time.sleep(0.2)' "$port" $address; done; done ;;
  fork) python3 -c "$serve" "$port" 0.0.0.0 & while :; do for _ in 1 2 3 4 5 6 7 8; do sleep 0.02 & done; wait -n; done ;;
  stop) python3 -c "$serve" "$port" 0.0.0.0 & while :; do sleep 0.15; kill -STOP $!; sleep 0.15; kill -CONT $!; done ;;
  interfaces) python3 -c "$serve" "$port" 0.0.0.0 & while :; do ip link add a0 type veth peer name b0; ip addr add 10.9.8.7/24 dev a0; ip link set a0 up; ip link set b0 up; sleep 0.1; ip link del a0; done ;;
  rules) python3 -c "$serve" "$port" 0.0.0.0 & while :; do nft "table inet t { chain c { type filter hook input priority 0; policy accept; tcp dport $port drop; }; }"; sleep 0.1; nft flush ruleset; done ;;
  connections) python3 -c "$serve" "$port" 0.0.0.0 & sleep 0.5; while :; do curl -s -o /dev/null -m 1 "http://127.0.0.1:$port/"; done ;;
esac
