# nginx looked its upstream's name up when it started. The name leads to another address since, where the application is.
# ask: http://10.20.30.1:8080/
# says: api means 10.20.30.51 by now
# fix: yes
setup() {
  ip addr add 10.20.30.51/24 dev eth0
  hosts '10.20.30.50 api'
  site 'server { listen 8080; location / { proxy_pass http://api:3000; } }'
  listening 8080
  hosts '10.20.30.51 api'
  web 3000 10.20.30.51
}
client() { fetch http://$here:8080/; }
heal() { reload_site; }
