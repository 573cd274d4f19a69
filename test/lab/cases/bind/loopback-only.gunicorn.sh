# gunicorn's own default, a master and three workers.
# ask: 8000 --from lan
# fix: yes
# says: gunicorn
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py; start gunicorn -w 3 shop:app; listening 8000; sleep 0.5; }
client() { fetch_there http://$here:8000/; }
heal() { end; start gunicorn -b 0.0.0.0:8000 shop:app; listening 8000; }
