# supervisord keeps a server whose title is written over the environment in which its name stands; asked for by that name.
# ask: shop
setup() {
  cat >"$results/nginx.conf" <<N
pid $results/nginx.pid; error_log $results/error.log;
events {}
http { access_log off; server { listen 8080; location / { return 200 hello; } } }
N
  supervised "command=nginx -c $results/nginx.conf -g 'daemon off;'"
  listening 8080
}
client() { fetch http://127.0.0.1:8080/; }
cleanup() { supervisor shutdown; }
