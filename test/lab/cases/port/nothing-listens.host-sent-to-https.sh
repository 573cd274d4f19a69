# A host without a port: nobody serves 443, and port 80 sends everybody there, by another name of this machine.
# ask: shop.test
# verdict: unreachable
# twin: healthy
setup() { hosts "$here shop.test www.shop.test"; site 'server { listen 80; return 301 https://www.shop.test$request_uri; }'; }
client() { fetch -L http://shop.test/; }
heal() { authority ca; certificate www DNS:www.shop.test -1 9; trust; sed -i "s#server {#server { listen 443 ssl; ssl_certificate $web/www.pem; ssl_certificate_key $web/www.key; return 200 ok; } &#" "$results/nginx.conf"; reload_site; }
