# The same server, asked by the name that it has a site for.
# ask: http://shop.test:8080/
setup() { hosts "$here shop.test"; site "server { listen 8080 default_server; return 444; } server { listen 8080; server_name shop.test; root $web; }"; listening 8080; }
client() { fetch http://shop.test:8080/; }
