# The container is asked for by its own address, and its server is on its loopback.
# ask: 172.17.0.2:8000
# says: shop
# never: remote/refused
setup() { docker_engine; docker run -d --name shop web /bin/httpd -f -p 127.0.0.1:8000 -h /www; sleep 0.7; }
client() { fetch http://172.17.0.2:8000/; }
heal() { docker rm -f shop; docker run -d --name shop web /bin/httpd -f -p 8000 -h /www; sleep 0.7; }
cleanup() { docker rm -f shop; }
