# nginx hangs up on all names but one, and localhost is none that it knows either.
# ask: http://new.shop.test:8080/
# says: shop.test
# twin: http/empty-reply
setup() { hosts "$here shop.test new.shop.test"; site "server { listen 8080 default_server; return 444; } server { listen 8080; server_name shop.test; root $web; }"; listening 8080; }
client() { fetch http://new.shop.test:8080/; }
heal() { sed -i 's/server_name shop.test/server_name shop.test new.shop.test/' "$results/nginx.conf"; reload_site; }
