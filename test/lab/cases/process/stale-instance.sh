# The folder that it runs in was deleted and made anew: it still stands in the old one, and hangs up.
# ask: http://127.0.0.1:8000/index.html
setup() { mkdir site; echo old >site/index.html; cp "$lab/servers/web.py" .; (cd site; start python3 ../web.py 8000); listening 8000; rm -r site; mkdir site; echo new >site/index.html; }
client() { fetch http://127.0.0.1:8000/index.html; }
heal() { pkill -f web.py; sleep 0.3; cd site; web 8000; }
