# With www to without, and without to with.
# ask: http://www.shop.test:8080/
setup() { hosts "$here shop.test www.shop.test"; site "server { listen 8080; server_name shop.test; return 301 http://www.shop.test:8080/; } server { listen 8080; server_name www.shop.test; return 301 http://shop.test:8080/; }"; listening 8080; }
client() { fetch -L --max-redirs 8 http://www.shop.test:8080/; }
heal() { nginx -c "$results/nginx.conf" -s stop; sleep 0.5; site "server { listen 8080; server_name shop.test; return 301 http://www.shop.test:8080/; } server { listen 8080; server_name www.shop.test; root $web; }"; listening 8080; }
