# An ordinary user asks by name about root's server, whose descriptors are hidden: whether it listens cannot be seen.
# ask: gunicorn
# user: nobody
# expect: nothing
# verdict: inconclusive
# twin: process/not-listening
setup() { printf 'def app(env, start):\n    start("200 OK", [])\n    return [b"hello"]\n' >shop.py; start gunicorn -b "unix:$web/shop.sock" shop:app; until_true test -S shop.sock; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; start gunicorn -b 127.0.0.1:8000 shop:app; listening 8000; }
