# nginx was set up for a socket, and gunicorn, run as a module of Python, listens on a port.
# ask: http://10.20.30.1:8080/
# fix: yes
# says: 127.0.0.1:8000
setup() { printf 'def app(environ, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >main.py; start nohup /usr/bin/python3 -m gunicorn main:app -b 127.0.0.1:8000; listening 8000; site "server { listen 8080; location / { proxy_pass http://unix:/run/shop/app.sock; } }"; listening 8080; }
client() { fetch http://$here:8080/; }
heal() { sed -i 's|unix:/run/shop/app.sock|127.0.0.1:8000|' "$results/nginx.conf"; reload_site; }
