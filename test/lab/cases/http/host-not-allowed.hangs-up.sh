# nginx hangs up on names that no site is set up for, without an answer.
# ask: http://shop.test:8080/
# twin: http/empty-reply
setup() { hosts "$here shop.test"; site "server { listen 8080 default_server; return 444; } server { listen 8080; server_name localhost; root $web; }"; listening 8080; }
client() { fetch http://shop.test:8080/; }
heal() { sed -i 's/server_name localhost/server_name localhost shop.test/' "$results/nginx.conf"; reload_site; }
