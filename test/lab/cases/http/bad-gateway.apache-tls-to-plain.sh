# Apache asks the application in TLS, which speaks plain HTTP: 500, and a page of its own.
# ask: http://10.20.30.1:8080/
# says: speaks HTTP, and the proxy speaks HTTPS
# twin: http/server-error
setup() {
  web 8123 127.0.0.1
  modules=/usr/lib/apache2/modules
  for name in mpm_event authz_core proxy proxy_http socache_shmcb ssl; do echo "LoadModule ${name}_module $modules/mod_$name.so"; done >"$results/apache.conf"
  printf 'ServerName here\nPidFile %s/apache.pid\nErrorLog %s/apache.log\nListen 8080\nErrorDocument 500 "Sorry."\nSSLProxyEngine on\nProxyPass / https://127.0.0.1:8123/\n' "$results" "$results" >>"$results/apache.conf"
  apache2 -f "$results/apache.conf"; listening 8080
}
client() { fetch http://$here:8080/; }
heal() { sed -i 's|https://127|http://127|' "$results/apache.conf"; apache2 -f "$results/apache.conf" -k restart; sleep 0.7; }
