# Each of gunicorn's workers dies of signal 9 as it loads the application, and the master keeps the port open.
# ask: http://10.20.30.1:8000/
# says: its workers keep dying | signal 9
# twin: process/hung
setup() { printf 'import os, time\ntime.sleep(0.4)\nos.kill(os.getpid(), 9)\n' >app.py; nohup gunicorn -b 0.0.0.0:8000 app:app >g.log 2>&1 </dev/null & listening 8000; sleep 3; }
client() { fetch http://$here:8000/; }
heal() { printf 'def app(env, start):\n    start("200 OK", []); return [b"hello"]\n' >app.py; sleep 2; }
