# nginx asks for the socket of another version of PHP.
# ask: http://10.20.30.1:8080/index.php
# fix: yes
# says: php-this.sock
setup() {
  mkdir -p /run/php; echo '<?php echo 1;' >index.php
  printf '[global]\nerror_log = %s/fpm.log\n[www]\nuser = www-data\ngroup = www-data\nlisten = /run/php/php-this.sock\nlisten.mode = 0666\npm = static\npm.max_children = 1\n' "$results" >"$results/fpm.conf"
  chmod -R a+rX "$results"; "$(ls /usr/sbin/php-fpm* | tail -1)" -y "$results/fpm.conf"
  site "server { listen 8080; root $web; location ~ \\.php\$ { fastcgi_pass unix:/run/php/php-other.sock; fastcgi_param SCRIPT_FILENAME $web\$fastcgi_script_name; fastcgi_param REQUEST_METHOD \$request_method; } }"; listening 8080
}
client() { fetch http://$here:8080/index.php; }
heal() { sed -i 's|php-other.sock|php-this.sock|' "$results/nginx.conf"; reload_site; }
