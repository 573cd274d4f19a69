# Another folder is served there: nginx has the port, and the new server died of that.
# ask: http://127.0.0.1:8000/new.html
# says: nginx
setup() { mkdir other; site "server { listen 8000; root $web/other; }"; listening 8000; echo new >new.html; nohup python3 -m http.server 8000 >nohup.out 2>&1 </dev/null; grep -q 'already in use' nohup.out; }
client() { fetch http://127.0.0.1:8000/new.html; }
heal() { nginx -c "$results/nginx.conf" -s stop; sleep 0.4; web 8000; }
