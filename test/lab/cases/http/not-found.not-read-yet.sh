# The site's file was put where nginx looks for such, and nginx was not told: the other site answers.
# ask: http://shop.test:8080/only-here.html
# expect: http/not-found | http/wrong-virtual-host
# fix: yes
# says: shop.conf decides on this request
setup() {
  hosts "$here shop.test blog.test"; mkdir blog shop conf; echo shop >shop/only-here.html
  echo "server { listen 8080; server_name blog.test; root $web/blog; }" >conf/blog.conf
  site "include $web/conf/*.conf;"; listening 8080; sleep 0.1
  echo "server { listen 8080; server_name shop.test; root $web/shop; }" >conf/shop.conf; chmod a+r conf/shop.conf
}
client() { fetch http://shop.test:8080/only-here.html; }
heal() { reload_site; }
