# lighttpd says 503 where nothing listens behind its mod_proxy, and no word of why.
# ask: http://10.20.30.1:8080/
# says: 3000
# twin: http/overloaded
setup() {
  printf 'server.port = 8080\nserver.document-root = "%s"\nserver.modules = ( "mod_proxy" )\nproxy.server = ( "" => (\n  ( "host" => "127.0.0.1", "port" => 3000 )\n) )\n' "$web" >lighttpd.conf
  start lighttpd -D -f "$web/lighttpd.conf"; listening 8080
}
client() { fetch http://$here:8080/; }
heal() { web 3000 127.0.0.1; until_true fetch http://$here:8080/; }
