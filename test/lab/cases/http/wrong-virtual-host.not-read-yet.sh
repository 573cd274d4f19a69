# A site was added and nginx was not told: its default site greets whoever asks for the new one, with status 200.
# ask: http://shop.test:8080/
# fix: yes
setup() {
  hosts "$here shop.test"; mkdir default shop conf; echo '<h1>Welcome to nginx!</h1>' >default/index.html; echo shop >shop/index.html
  echo "server { listen 8080 default_server; root $web/default; }" >conf/default
  site "include $web/conf/*;"; listening 8080; sleep 0.1
  echo "server { listen 8080; server_name shop.test; root $web/shop; }" >conf/shop; chmod a+r conf/shop
}
client() { curl -fsS -m $patience http://shop.test:8080/ | grep -q shop; }
heal() { reload_site; }
