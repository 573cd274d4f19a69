# Apache turns everybody but this machine away by <If>, which counts after all other sections.
# ask: http://10.20.30.1:8080/
# says: Require all denied
# twin: healthy
# source: httpd.apache.org, "How Directory, Location and Files sections work", by an expression
setup() {
  modules=/usr/lib/apache2/modules
  { printf 'ServerName here\nPidFile %s/apache.pid\nErrorLog %s/apache.log\nListen 8080\nDocumentRoot %s\n' "$results" "$results" "$web"
    for name in mpm_event authz_core authz_host dir; do echo "LoadModule ${name}_module $modules/mod_$name.so"; done
    printf '<Directory %s>\nRequire all granted\n</Directory>\n' "$web"
    printf '<If "! -R '"'%s'"' && %%{REMOTE_ADDR} != '"'127.0.0.1'"'">\nRequire all denied\n</If>\n' $here; } >apache.conf
  chmod -R a+rX "$results"; apache2 -f "$PWD/apache.conf"; listening 8080
}
client() { fetch_there http://$here:8080/; }
heal() { sed -i 's/denied/granted/' apache.conf && apache2 -f "$PWD/apache.conf" -k graceful; }
