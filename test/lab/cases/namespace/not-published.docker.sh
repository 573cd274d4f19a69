# A real container whose port nobody published.
# ask: 8000
# says: shop
setup() { docker_engine; docker run -d --name shop web /bin/httpd -f -p 8000 -h /www; sleep 0.7; }
client() { fetch http://127.0.0.1:8000/; }
heal() { docker rm -f shop; docker run -d --name shop -p 8000:8000 web /bin/httpd -f -p 8000 -h /www; }
cleanup() { docker rm -f shop; }
