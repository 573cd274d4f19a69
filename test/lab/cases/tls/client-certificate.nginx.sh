# nginx answers 400, "No required SSL certificate was sent".
# ask: https://here.test:8443/
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; certificate me DNS:me -1 20; trust; site "server { listen 8443 ssl; root $web; ssl_certificate $web/here.test.pem; ssl_certificate_key $web/here.test.key; ssl_client_certificate $web/ca.pem; ssl_verify_client on; }"; listening 8443; with=; }
client() { fetch $with https://here.test:8443/; }
heal() { with='--cert me.pem --key me.key'; }
