# A page's script asks another origin. The client does what a browser does: it looks whether the answer is open to that page.
# ask: http://10.20.30.1:8000/ --origin http://shop.test
# verdict: reachable
# twin: client/mixed-content
setup() { web 8000; }
client() { curl -fsS -m 3 -D - -o /dev/null -H 'Origin: http://shop.test' http://$here:8000/ | grep -iE '^access-control-allow-origin: (\*|http://shop.test)'; }
heal() { end; start node -e "require('http').createServer((_, r) => r.writeHead(200, { 'Access-Control-Allow-Origin': 'http://shop.test' }).end()).listen(8000)"; listening 8000; }
