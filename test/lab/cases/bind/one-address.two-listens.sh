# Apache has 127.0.0.1 and one LAN address, a line each: neither may stay beside a wildcard, or it does not start again.
# ask: 8080 --from 10.20.30.2
# fix: yes
setup() {
  second_cable
  mkdir apache
  cat >apache/httpd.conf <<C
ServerRoot $web/apache
PidFile pid
ErrorLog error.log
ServerName here
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
DocumentRoot $web
Listen 127.0.0.1:8080
Listen 10.67.0.1:8080
C
  apache2 -f "$web/apache/httpd.conf"
  listening 8080
}
client() { fetch_there http://$here:8080/index.html; }
heal() { apache2 -f "$web/apache/httpd.conf" -k stop; sleep 0.7; sed -i '/^Listen 127/d; s/10.67.0.1://' apache/httpd.conf; apache2 -f "$web/apache/httpd.conf"; }
