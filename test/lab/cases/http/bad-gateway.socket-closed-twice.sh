# Neither the socket nor the folder that it is in may be passed by nginx's user.
# ask: http://10.20.30.1:8080/
# fix: yes
setup() {
  printf 'def app(env, start):\n    start("200 OK", []); return [b"hello"]\n' >app.py
  mkdir -m 700 /run/app; start gunicorn app:app -b unix:/run/app/web.sock --umask 077; until_true test -S /run/app/web.sock
  site "server { listen 8080; location / { proxy_pass http://unix:/run/app/web.sock; } }"; listening 8080
}
client() { fetch http://$here:8080/; }
heal() { chmod 755 /run/app; chmod 666 /run/app/web.sock; }
