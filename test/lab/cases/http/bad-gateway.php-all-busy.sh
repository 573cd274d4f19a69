# PHP-FPM has one child, and a script holds it: the next request waits.
# ask: http://10.20.30.1:8080/index.php
# expect: http/bad-gateway
# says: all children of PHP-FPM | pm.max_children
# twin: process/hung
setup() {
  mkdir -p /run/php; echo '<?php echo 1;' >index.php; echo '<?php sleep(300);' >slow.php
  printf '[global]\nerror_log = %s/fpm.log\n[www]\nuser = www-data\ngroup = www-data\nlisten = /run/php/shop.sock\nlisten.mode = 0666\npm = ondemand\npm.max_children = 1\n' "$results" >"$results/fpm.conf"
  chmod -R a+rX "$results"; "$(ls /usr/sbin/php-fpm* | tail -1)" -y "$results/fpm.conf"
  site "server { listen 8080; root $web; location ~ \\.php\$ { fastcgi_pass unix:/run/php/shop.sock; fastcgi_param SCRIPT_FILENAME $web\$fastcgi_script_name; fastcgi_param REQUEST_METHOD \$request_method; } }"; listening 8080
  start curl -s -m 300 http://127.0.0.1:8080/slow.php; sleep 0.3; start curl -s -m 300 http://127.0.0.1:8080/slow.php
  until_true grep -q 'max_children setting' "$results/fpm.log"
}
client() { fetch http://$here:8080/index.php; }
heal() { sed -i 's/max_children = 1/max_children = 9/' "$results/fpm.conf"; pkill -USR2 -o php-fpm; sleep 1; }
