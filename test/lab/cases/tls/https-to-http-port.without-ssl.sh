# nginx has a certificate for the site, and nobody told it that its port speaks TLS.
# ask: https://here.test/
# fix: yes
setup() { hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; trust; site "server { listen 443; server_name here.test; root $web; ssl_certificate $web/here.test.pem; ssl_certificate_key $web/here.test.key; }"; listening 443; }
client() { fetch https://here.test/; }
heal() { sed -i 's/listen 443/listen 443 ssl/' "$results/nginx.conf"; reload_site; }
