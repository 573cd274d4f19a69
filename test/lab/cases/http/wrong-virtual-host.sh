# nginx knows another name; this one gets the first site.
# ask: http://shop.test:8080/only-here.html
# expect: http/wrong-virtual-host | http/not-found
setup() { hosts "$here shop.test blog.test"; mkdir blog shop; echo shop >shop/only-here.html; site "server { listen 8080; server_name blog.test; root $web/blog; } server { listen 8080; server_name shop.tset; root $web/shop; }"; listening 8080; }
client() { fetch http://shop.test:8080/only-here.html; }
heal() { sed -i 's/shop.tset/shop.test/' "$results/nginx.conf"; reload_site; }
