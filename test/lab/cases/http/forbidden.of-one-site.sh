# nginx redirects to a folder of one of its sites that has no index; by the name localhost another site answers.
# ask: http://shop.test:8080/docs
# twin: http/host-not-allowed
setup() {
  echo "$here shop.test" >>/etc/hosts
  mkdir -p "$web/site/docs" "$web/other"
  chmod -R a+rX "$web"
  echo other >"$web/other/index.html"
  cat >"$results/nginx.conf" <<N
pid $results/nginx.pid; error_log $results/error.log;
events {}
http { access_log off;
  server { listen 8080 default_server; root $web/other; }
  server { listen 8080; server_name shop.test; root $web/site; }
}
N
  nginx -c "$results/nginx.conf"
  listening 8080
}
client() { fetch -L http://shop.test:8080/docs; }
heal() { echo hello >"$web/site/docs/index.html"; chmod a+r "$web/site/docs/index.html"; }
