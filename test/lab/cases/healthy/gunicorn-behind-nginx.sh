# A web server in front, the application on loopback, as it should be.
# ask: http://10.20.30.1:8080/
# never: bind/loopback-only | http/bad-gateway
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py; start nohup gunicorn -w 2 shop:app; site "server { listen 8080; location / { proxy_pass http://127.0.0.1:8000; } }"; listening 8000 && listening 8080; }
client() { fetch_there http://$here:8080/; }
