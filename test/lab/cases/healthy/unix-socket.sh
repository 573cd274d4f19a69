# A server behind a unix socket, asked for by its path: nothing is missing.
# ask: unix:/run/app.sock
# never: bind/unix-socket-only
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >main.py; start nohup gunicorn main:app -b unix:/run/app.sock; until_true test -S /run/app.sock; sleep 0.5; }
client() { fetch --unix-socket /run/app.sock http://app/; }
