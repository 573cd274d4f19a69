# A wildcard's site, which lets no other machine in, stands before that of the very name; and the other port's default denies too.
# ask: http://shop.test:8080/ --from lan
setup() {
  hosts "$here shop.test"
  site "server { listen 8081 default_server; listen 8080; server_name *.test; root $web; allow $here; deny all; } server { listen 8080; server_name shop.test; root $web; }"
  listening 8080
}
client() { fetch_there --resolve "shop.test:8080:$here" http://shop.test:8080/; }
