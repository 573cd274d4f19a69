# Caddy's upstream hangs up; that nobody is where another path and another site lead is no reason.
# ask: http://shop.test:8080/
# says: 127.0.0.1:8757 accepts connections and hangs up
setup() {
  hosts "$here shop.test blog.test"
  start node -e 'require("net").createServer(c => c.once("data", () => c.end())).listen(8757, "127.0.0.1")'
  listening 8757
  printf '{\n\tadmin off\n}\nhttp://blog.test:8080 {\n\treverse_proxy 127.0.0.1:8999\n}\nhttp://shop.test:8080 {\n\treverse_proxy /api/* 127.0.0.1:8998\n\treverse_proxy 127.0.0.1:8757\n}\n' >Caddyfile
  application=$server
  start caddy run; listening 8080
}
client() { fetch http://shop.test:8080/; }
heal() { end "$application"; web 8757 127.0.0.1; }
