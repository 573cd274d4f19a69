# Apache has a site for HTTPS, and opens its port only with mod_ssl, which nobody has enabled.
# ask: https://10.20.30.1/index.html
# says: a2enmod ssl
setup() {
  modules=/usr/lib/apache2/modules
  cat >"$results/apache.conf" <<A
ServerName here
PidFile $results/apache.pid
ErrorLog $results/apache-error.log
LoadModule mpm_event_module $modules/mod_mpm_event.so
LoadModule authz_core_module $modules/mod_authz_core.so
Listen 80
<IfModule ssl_module>
  Listen 443
</IfModule>
DocumentRoot $web
<IfModule mod_ssl.c>
  <VirtualHost *:443>
    SSLEngine on
    SSLCertificateFile $web/ca.pem
    SSLCertificateKeyFile $web/ca.key
  </VirtualHost>
</IfModule>
A
  authority ca
  chmod -R a+rX "$results"
  apache2 -f "$results/apache.conf"
  listening 80
}
client() { fetch -k https://$here/index.html; }
heal() {
  apache2 -f "$results/apache.conf" -k stop
  sleep 1
  sed -i "s,^Listen 80,LoadModule socache_shmcb_module $modules/mod_socache_shmcb.so\nLoadModule ssl_module $modules/mod_ssl.so\n&," "$results/apache.conf"
  apache2 -f "$results/apache.conf"
  listening 443
}
