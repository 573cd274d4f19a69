# The master runs, and its only worker is stopped.
# ask: 8000
# fix: yes
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py; start nohup gunicorn -w 1 --timeout 600 -b 0.0.0.0:8000 shop:app; listening 8000; sleep 0.7; kill -STOP $(pgrep -P $server); }
client() { fetch http://127.0.0.1:8000/; }
heal() { kill -CONT $(pgrep -P $(pgrep -o gunicorn)); }
