# A master and four workers hold one socket.
# ask: 8000
# never: port/shared | port/held-by-child
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py; start nohup gunicorn -w 4 -b 0.0.0.0:8000 shop:app; listening 8000; sleep 0.7; }
client() { fetch_there http://$here:8000/; }
