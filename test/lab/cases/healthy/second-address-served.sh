# Served at the second address of the client's network: it gets through there, and is warned of the first.
# ask: 8000 --from 10.20.30.2
# expect: bind/one-address
setup() { ip addr add 10.20.30.9/24 dev eth0; web 8000 10.20.30.9; }
client() { fetch_there http://10.20.30.9:8000/; }
