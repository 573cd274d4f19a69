# The unix socket is not there.
# ask: http://10.20.30.1:8080/
# says: shop.sock
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py; site "server { listen 8080; location / { proxy_pass http://unix:$results/shop.sock; } }"; listening 8080; }
client() { fetch http://$here:8080/; }
heal() { start gunicorn -m 0 -b "unix:$results/shop.sock" shop:app; sleep 1; }
