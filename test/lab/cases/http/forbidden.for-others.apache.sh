# "Require local" lets this machine in by any of its addresses.
# ask: http://10.20.30.1:8080/ --from lan
# fix: yes
setup() {
  cat >"$results/apache.conf" <<A
ServerRoot $results
PidFile $results/apache.pid
ServerName lab
Listen 8080
ErrorLog $results/apache-error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_host_module /usr/lib/apache2/modules/mod_authz_host.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
DocumentRoot $web
DirectoryIndex index.html
<Directory $web>
  Require local
</Directory>
A
  chmod -R a+rX "$results"; apache2 -f "$results/apache.conf"; listening 8080
}
client() { fetch_there http://$here:8080/; }
heal() { sed -i 's/Require local/Require all granted/' "$results/apache.conf"; kill -USR1 "$(cat "$results/apache.pid")"; sleep 1; }
