# The other machine's server takes the request and says nothing.
# ask: http://10.20.30.2:8000/
# twin: process/hung, remote/filtered
setup() { cp "$lab/servers/odd.mjs" .; start over_there node odd.mjs 8000 silent; listening 8000 there; }
client() { fetch http://$there:8000/; }
heal() { pkill -f odd.mjs; sleep 0.3; start over_there python3 -m http.server 8000; listening 8000 there; }
