# The upstream's unix socket is there, and nginx's user may not write to it.
# ask: http://10.20.30.1:8080/
# says: shop.sock
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py; start gunicorn -m 077 -b "unix:$results/shop.sock" shop:app; site "server { listen 8080; location / { proxy_pass http://unix:$results/shop.sock; } }"; listening 8080; until_true test -S "$results/shop.sock"; chmod 700 "$results/shop.sock"; }
client() { fetch http://$here:8080/; }
heal() { chmod 777 "$results/shop.sock"; }
