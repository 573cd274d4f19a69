# Apache: nothing grants the folder of the DocumentRoot. Its log says so, of the request before.
# ask: http://10.20.30.1:8080/
# says: Require all granted
# fix: yes
setup() {
  printf 'ServerName here\nPidFile %s/apache.pid\nErrorLog %s/apache.log\nListen 8080\nLoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\nLoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so\n<Directory />\nRequire all denied\n</Directory>\nDocumentRoot %s\n' "$results" "$results" "$web" >"$results/apache.conf"
  chmod -R a+rX "$results"; apache2 -f "$results/apache.conf"; listening 8080
}
client() { fetch http://$here:8080/index.html; }
heal() { sed -i 's/all denied/all granted/' "$results/apache.conf"; apache2 -f "$results/apache.conf" -k restart; sleep 1; }
