# Served at the second address of the client's network: it gets through there, and is warned of the first,
# but where a connection in TIME-WAIT, which either end may have, still shows which of the two it asks for.
# ask: 8000 --from 10.20.30.2
# expect: bind/one-address|cloud/outside-this-machine
setup() { ip addr add 10.20.30.9/24 dev eth0; web 8000 10.20.30.9; }
client() { fetch_there http://10.20.30.9:8000/; }
