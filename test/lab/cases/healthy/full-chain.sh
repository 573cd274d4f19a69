# nginx with TLS, a chain with an intermediate, asked by name.
# ask: https://here.test:8443/
# never: tls/incomplete-chain | tls/untrusted-ca
setup() { hosts "$here here.test"; authority ca; certificate middle DNS:middle -1 20 ca 'basicConstraints=critical,CA:true'; certificate here.test DNS:*.test,DNS:here.test -1 20 middle; trust; cat here.test.pem middle.pem >chain.pem; site "server { listen 8443 ssl http2; root $web; ssl_certificate $web/chain.pem; ssl_certificate_key $web/here.test.key; }"; listening 8443; }
client() { fetch https://here.test:8443/; }
