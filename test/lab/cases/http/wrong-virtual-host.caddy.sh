# Caddy has no site for the name, and answers it with 200 and an empty page.
# ask: http://www.shop.test:8080/
# twin: healthy
setup() { hosts "$here shop.test www.shop.test"; printf '{\n\tadmin off\n}\nhttp://shop.test:8080 {\n\troot * %s\n\tfile_server\n}\n' "$web" >Caddyfile; start caddy run; listening 8080; }
client() { curl -fsS -m 3 http://www.shop.test:8080/ | grep -q .; }
heal() { end; sed -i 's|^http://shop.test:8080|&, http://www.shop.test:8080|' Caddyfile; start caddy run; listening 8080; }
