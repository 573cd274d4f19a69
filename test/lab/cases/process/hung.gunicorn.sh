# One sync worker of gunicorn, held by a client that sends nothing.
# ask: 8000
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py; start nohup gunicorn -w 1 --timeout 600 -b 0.0.0.0:8000 shop:app; listening 8000; sleep 0.7; start python3 "$lab/servers/clients.py" 127.0.0.1 8000 1; sleep 0.7; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; sleep 0.4; }
