# The other machine's certificate has run out.
# ask: https://there.test:8443/
setup() { hosts "$there there.test"; authority ca; certificate there.test DNS:there.test -20 -1; trust; cp "$lab/servers/tls.py" .; start over_there python3 tls.py 8443 there.test.pem there.test.key; listening 8443 there; }
client() { fetch https://there.test:8443/; }
heal() { pkill -f tls.py; sleep 0.3; certificate there.test DNS:there.test -1 20; start over_there python3 tls.py 8443 there.test.pem there.test.key; listening 8443 there; }
