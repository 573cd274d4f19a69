# The server asks for a certificate of the client's.
# ask: https://here.test:8443/
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; certificate me DNS:me -1 20; trust; own tls.py 8443 here.test.pem here.test.key 'c.verify_mode = ssl.CERT_REQUIRED; c.load_verify_locations("ca.pem")'; listening 8443; with=; }
client() { fetch $with https://here.test:8443/; }
heal() { with='--cert me.pem --key me.key'; }
