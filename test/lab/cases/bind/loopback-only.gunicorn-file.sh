# The address is in gunicorn.conf.py.
# ask: 8000 --from lan
# fix: yes
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py; printf 'bind = "127.0.0.1:8000"\nworkers = 2\n' >gunicorn.conf.py; start gunicorn shop:app; listening 8000; sleep 0.5; }
client() { fetch_there http://$here:8000/; }
heal() { end; sed -i 's/127.0.0.1/0.0.0.0/' gunicorn.conf.py; start gunicorn shop:app; listening 8000; }
