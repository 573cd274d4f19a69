# docker run failed, for another program has the port; asked for by the container's name, the other one answers.
# ask: shop
# says: container shop
# fix: yes
setup() { docker_engine; web 8080; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; until_true docker inspect shop; }
client() { fetch http://127.0.0.1:8080/ && ! curl -sI http://127.0.0.1:8080/ | grep SimpleHTTP; }
heal() { end; docker start shop; sleep 0.5; }
cleanup() { docker rm -f shop; }
