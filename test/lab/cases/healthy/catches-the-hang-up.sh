# gunicorn started in a terminal with a bare &: it handles SIGHUP, and lives on.
# ask: 8000
# never: background/dies-on-logout
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py; terminal 'gunicorn -b 0.0.0.0:8001 shop:app &'; twin=$terminal; terminal 'gunicorn -b 0.0.0.0:8000 shop:app &'; listening 8001 && listening 8000; sleep 0.7; hang_up $twin; fetch http://127.0.0.1:8001/; }
client() { fetch http://127.0.0.1:8000/; }
