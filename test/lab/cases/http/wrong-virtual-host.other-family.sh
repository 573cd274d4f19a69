# The site of the name listens on IPv4 alone, and the default one on IPv6 too: whoever comes by IPv6 sees the latter.
# ask: http://shop.test:8080/
# says: takes no connections to fd20::1
setup() {
  hosts "$here shop.test
$here6 shop.test"
  mkdir shop
  echo shop >shop/index.html
  echo '<title>Welcome to nginx!</title>' >index.html
  site "server { listen 8080 default_server; listen [::]:8080 default_server; root $web; }
  server { listen 8080; server_name shop.test; root $web/shop; }"
}
client() { curl -6 -fsS -m $patience http://shop.test:8080/ | grep -q shop; }
heal() { sed -i 's/listen 8080; server_name/listen 8080; listen [::]:8080; server_name/' "$results/nginx.conf" && reload_site; }
