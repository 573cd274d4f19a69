# The application's container was stopped, and nginx in front of it serves on.
# ask: http://10.20.30.1:8080/
# says: container shop | docker start shop
# fix: yes
setup() {
  docker_engine
  docker run -d --name shop -p 127.0.0.1:3000:80 web httpd -f -p 80 -h /www; listening 3000
  site "server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }"; listening 8080
  docker stop -t 1 shop
}
client() { fetch http://$here:8080/; }
heal() { docker start shop; until_true fetch http://127.0.0.1:3000/; }
