# The site's own .htaccess lets this machine in, and nobody else.
# ask: http://10.20.30.1:8080/index.html --from lan
# says: .htaccess
# twin: healthy
setup() {
  printf 'Order deny,allow\nDeny from all\nAllow from 127.0.0.1 %s\n' "$here" >.htaccess
  modules=/usr/lib/apache2/modules
  { printf 'ServerName here\nPidFile %s/apache.pid\nErrorLog %s/apache.log\nListen 8080\nDocumentRoot %s\n' "$results" "$results" "$web"
    for name in mpm_event authz_core authz_host access_compat; do echo "LoadModule ${name}_module $modules/mod_$name.so"; done
    printf '<Directory %s>\nAllowOverride All\nRequire all granted\n</Directory>\n' "$web"; } >"$results/apache.conf"
  chmod -R a+rX "$results"; apache2 -f "$results/apache.conf"; listening 8080
}
client() { fetch_there http://$here:8080/index.html; }
heal() { rm .htaccess; }
