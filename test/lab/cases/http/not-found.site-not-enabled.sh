# The site's file is in sites-available only; nginx's default site answers for its name.
# ask: http://shop.test:8080/cart
# expect: http/not-found | http/wrong-virtual-host
# says: No site of nginx is set up for shop.test | server_name shop.test
# twin: http/wrong-virtual-host
setup() {
  hosts "$here shop.test"; mkdir -p "$results/sites-available" "$results/sites-enabled" default shop
  echo default >default/index.html; echo cart >shop/cart
  echo "server { listen 8080; server_name shop.test; root $web/shop; }" >"$results/sites-available/shop"
  echo "server { listen 8080 default_server; server_name _; root $web/default; }" >"$results/sites-enabled/default"
  site "include $results/sites-enabled/*;"; listening 8080
}
client() { fetch http://shop.test:8080/cart; }
heal() { ln -s "$results/sites-available/shop" "$results/sites-enabled/shop"; reload_site; }
