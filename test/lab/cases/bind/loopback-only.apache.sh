# Apache with `Listen 127.0.0.1:8080`.
# ask: 8080 --from lan
# fix: yes
setup() {
  cat >"$results/apache.conf" <<A
ServerName here
PidFile $results/apache.pid
ErrorLog $results/apache.log
Listen 127.0.0.1:8080
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
DocumentRoot $web
<Directory $web>
  Require all granted
</Directory>
A
  chmod -R a+rX "$results"; apache2 -f "$results/apache.conf"; listening 8080
}
client() { fetch_there http://$here:8080/; }
heal() { sed -i 's/127.0.0.1:8080/8080/' "$results/apache.conf"; apache2 -f "$results/apache.conf" -k stop; sleep 0.7; apache2 -f "$results/apache.conf"; listening 8080; }
