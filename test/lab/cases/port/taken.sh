# redis has the port; the web server that was meant could not bind, and nohup.out says so.
# ask: http://127.0.0.1:8000/
# says: redis
setup() { start redis-server --port 8000 --save '' --dir "$results"; redis=$server; listening 8000; nohup python3 -m http.server 8000 >nohup.out 2>&1 </dev/null; grep -q 'already in use' nohup.out; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end $redis; web 8000; }
