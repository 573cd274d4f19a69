# Asked inside a container for a server that runs outside.
# ask: http://localhost:8000/
# twin: port/nothing-listens
setup() { box; web 8000; to=localhost; }
inside() { in_box "$@"; }
client() { in_box curl -fsS -o /dev/null -m $patience http://$to:8000/; }
heal() { to=172.28.0.1; }
