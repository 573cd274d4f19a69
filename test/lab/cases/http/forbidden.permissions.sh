# The file is there, and nginx's user may not read it.
# ask: http://10.20.30.1:8080/secret.html
# fix: yes
setup() { site "server { listen 8080; root $web; }"; listening 8080; echo secret >secret.html; chmod 600 secret.html; }
client() { fetch http://$here:8080/secret.html; }
heal() { chmod 644 secret.html; }
