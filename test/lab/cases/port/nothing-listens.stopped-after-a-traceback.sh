# Its log ends with the traceback of a request, which gunicorn lives through: it was ended later, and said no word of its own.
# ask: 8000
# never: process/crashed
# twin: process/crashed
setup() {
  printf '%s\n' '[2026-11-23 08:00:00 +0000] [7] [INFO] Listening at: http://0.0.0.0:8000 (7)' \
    '[2026-11-23 08:00:09 +0000] [8] [ERROR] Error handling request /cart' 'Traceback (most recent call last):' \
    '  File "/srv/shop/shop.py", line 2, in app' '    raise KeyError(environ["PATH_INFO"])' "KeyError: '/cart'" >nohup.out
}
client() { fetch http://127.0.0.1:8000/; }
heal() { web 8000; }
