# One uWSGI worker, and a report of a minute has it: it sleeps, and has no server that it could be left of.
# ask: http://10.20.30.1:8000/
# never: port/held-by-child
# twin: port/held-by-child
setup() {
  printf 'import time\ndef application(e, start):\n  time.sleep(60 if e["PATH_INFO"] == "/report" else 0)\n  start("200 OK", []); return [b"hello"]\n' >app.py
  start uwsgi --plugin python3 --http-socket 0.0.0.0:8000 --wsgi-file app.py
  listening 8000; sleep 0.5; start curl -s http://127.0.0.1:8000/report; sleep 0.5
}
client() { fetch http://$here:8000/; }
heal() { kill -9 $(pgrep -x uwsgi); sleep 0.3; start uwsgi --plugin python3 --http-socket 0.0.0.0:8000 --wsgi-file app.py; listening 8000; sleep 0.5; }
