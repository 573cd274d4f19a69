# Apache as the proxy: 503 because of its upstream.
# ask: http://10.20.30.1:8080/
# says: 3000
setup() {
  printf 'ServerName here\nPidFile %s/apache.pid\nErrorLog %s/apache.log\nListen 8080\nLoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\nLoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so\nLoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so\nLoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so\nProxyPass / http://127.0.0.1:3000/\n' "$results" "$results" >"$results/apache.conf"
  apache2 -f "$results/apache.conf"; listening 8080
}
client() { fetch http://$here:8080/; }
heal() { web 3000 127.0.0.1; sleep 60; }
