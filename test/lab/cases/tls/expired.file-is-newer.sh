# The file was renewed; the server still serves the old one.
# ask: https://here.test:8443/
# says: newer one
# fix: yes
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -20 -1; trust; site "server { listen 8443 ssl; root $web; ssl_certificate $web/here.test.pem; ssl_certificate_key $web/here.test.key; }"; listening 8443; certificate here.test DNS:here.test -1 20; }
client() { fetch https://here.test:8443/; }
heal() { reload_site; }
