# Asked in a namespace for a server of the machine itself, which listens on the machine's loopback.
# ask: 172.28.0.1:8000
# says: the machine that this network namespace is on
# never: remote/refused
# twin: remote/refused
setup() { box; web 8000 127.0.0.1; S=$!; }
inside() { in_box "$@"; }
client() { in_box curl -fsS -o /dev/null -m $patience http://172.28.0.1:8000/; }
heal() { kill $S; sleep 0.3; web 8000; }
