# The authority is in the machine's store, and a variable sends curl to a file that is gone.
# ask: https://here.test:8443/
# says: CURL_CA_BUNDLE | unset
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; cp ca.pem /usr/local/share/ca-certificates/lab.crt; update-ca-certificates; own tls.py 8443 here.test.pem here.test.key; listening 8443; export CURL_CA_BUNDLE=/opt/gone.pem; }
client() { fetch https://here.test:8443/; }
heal() { unset CURL_CA_BUNDLE; }
