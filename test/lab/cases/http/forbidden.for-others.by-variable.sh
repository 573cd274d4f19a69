# Apache sets a variable for the addresses that may come in, and turns away whoever has it not; this machine has it.
# ask: http://10.20.30.1:8080/ --from lan
# source: httpd.apache.org, "Access Control", by an arbitrary environment variable
setup() {
  chmod -R a+rX "$results"
  cat >apache.conf <<C
ServerName here
PidFile $results/apache.pid
ErrorLog $results/apache.log
Listen 8080
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule setenvif_module /usr/lib/apache2/modules/mod_setenvif.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
DocumentRoot $web
SetEnvIf Remote_Addr ^10\.20\.30\.1$ ours
SetEnvIf Remote_Addr ^127\. ours
<Directory $web>
  Require env ours
</Directory>
C
  apache2 -f "$PWD/apache.conf"
  listening 8080 && fetch http://$here:8080/
}
client() { fetch_there http://$here:8080/; }
heal() { sed -i 's/Require env ours/Require all granted/' apache.conf && apache2 -f "$PWD/apache.conf" -k graceful; }
