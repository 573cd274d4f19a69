# nginx asks for a password, and the file of passwords that it is told is not there: who gives one is forbidden the page.
# ask: http://ana:secret@10.20.30.1:8080/
# says: passwords is not there: /srv/htpasswd
# twin: http/auth-required
setup() { site "server { listen 8080; root $web; auth_basic shop; auth_basic_user_file /srv/htpasswd; }"; listening 8080; }
client() { curl -sf -m 3 -u ana:secret http://$here:8080/; }
heal() { echo 'ana:{PLAIN}secret' >"$results/users"; sed -i "s|/srv/htpasswd|$results/users|" "$results/nginx.conf"; reload_site; }
