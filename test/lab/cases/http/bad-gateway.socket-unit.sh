# gunicorn behind a socket unit that nobody has started: nginx finds no socket.
# ask: http://10.20.30.1:8080/
# says: gunicorn.socket is inactive
# fix: yes
setup() {
  systemd_up; mkdir /run/shop
  printf 'def app(env, start):\n    start("200 OK", []); return [b"hello"]\n' >shop.py
  printf '[Unit]\nDefaultDependencies=no\n[Socket]\nListenStream=/run/shop/web.sock\n' >gunicorn.socket
  printf '[Unit]\nDefaultDependencies=no\nRequires=gunicorn.socket\n[Service]\nExecStart=/usr/bin/gunicorn shop:app\nWorkingDirectory=%s\n' "$web" >gunicorn.service
  in_systemd cp gunicorn.socket gunicorn.service /run/systemd/system/; in_systemd systemctl daemon-reload
  printf 'pid %s/nginx.pid; error_log %s/nginx-error.log;\nevents {}\nhttp { access_log off; server { listen 8080; location / { proxy_pass http://unix:/run/shop/web.sock; } } }\n' "$results" "$results" >nginx.conf
  chmod -R a+rX "$results"; in_systemd nginx -c "$web/nginx.conf"; listening 8080
}
inside() { in_systemd "$@"; }
client() { fetch http://$here:8080/; }
heal() { in_systemd systemctl start gunicorn.socket; }
