# Asked for by its unix socket: the server is stopped.
# ask: unix:/run/app.sock
# fix: yes
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >main.py; start nohup gunicorn main:app -b unix:/run/app.sock; until_true test -S /run/app.sock; sleep 0.5; pkill -STOP gunicorn; }
client() { fetch --unix-socket /run/app.sock http://app/; }
heal() { pkill -CONT gunicorn; sleep 0.3; }
