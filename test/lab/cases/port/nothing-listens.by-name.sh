# Asked about by its name: nginx is installed, nobody has started it, and its configuration says on which port it would be.
# ask: nginx
# says: 8085 | sites-enabled/shop
setup() {
  mkdir -p etc-nginx/sites-enabled
  printf 'pid %s/nginx.pid; error_log %s/error.log;\nevents {}\nhttp { access_log off; include sites-enabled/*; }\n' "$results" "$results" >etc-nginx/nginx.conf
  printf 'server {\n  listen 8085;\n  listen [::]:8085;\n  return 200 hello;\n}\n' >etc-nginx/sites-enabled/shop
  mount --bind etc-nginx /etc/nginx
}
client() { fetch http://127.0.0.1:8085/; }
heal() { nginx; listening 8085; }
