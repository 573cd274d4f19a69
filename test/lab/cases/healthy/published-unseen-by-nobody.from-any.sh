# The same, asked about this machine as well: what arrives from here shows that the port is sent on.
# ask: 8000 --from any
# user: nobody
# verdict: inconclusive
# never: port/nothing-listens | namespace/not-published
setup() { box; start in_box python3 -m http.server 8000; listening 8000 box; publish 8000 8000; }
client() { fetch_there http://$here:8000/; }
