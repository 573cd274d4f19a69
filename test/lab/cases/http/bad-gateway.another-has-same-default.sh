# The application has failed; another one, which serves the same port unless told otherwise, was told another one: the proxy is not to lead there.
# ask: http://10.20.30.1:8080/
# says: shop.service
setup() {
  for each in shop office; do
    echo "require('node:http').createServer((_, answer) => answer.end('$each')).listen(process.env.PORT || 3000, '127.0.0.1');" >$each.js
  done
  sed -i '1i require("./not-there.js");' shop.js
  systemd_up || return 1
  unit shop "$(command -v node) shop.js" 'Environment=PORT=3000'
  unit office "$(command -v node) office.js" 'Environment=PORT=3005'; listening 3005
  printf 'pid %s/nginx.pid; error_log %s/nginx-error.log;\nevents {}\nhttp { access_log off; server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } } }\n' "$results" "$results" >nginx.conf
  chmod -R a+rX "$results"; in_systemd nginx -c "$web/nginx.conf"; listening 8080
}
inside() { in_systemd "$@"; }
client() { fetch http://$here:8080/ | grep shop; }
heal() { sed -i 1d shop.js; in_systemd systemctl restart shop; listening 3000; }
