# The server ended and left the file of its unix socket behind.
# ask: unix:/run/app.sock
# says: /run/app.sock
setup() { python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("/run/app.sock")'; }
client() { fetch --unix-socket /run/app.sock http://app/; }
heal() { rm /run/app.sock; printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >main.py; start nohup gunicorn main:app -b unix:/run/app.sock; until_true test -S /run/app.sock; sleep 0.5; }
