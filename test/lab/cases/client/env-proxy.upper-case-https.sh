# HTTPS_PROXY in capitals: clients read that one.
# ask: https://here.test:8443/
setup() {
  hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; trust
  own tls.py 8443 here.test.pem here.test.key; listening 8443
  export HTTPS_PROXY=http://$there:3128
}
client() { fetch https://here.test:8443/; }
heal() { unset HTTPS_PROXY; }
