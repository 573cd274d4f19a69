# The site sends everybody to http://localhost:8000/, as WordPress does; it listens on IPv4, and localhost is ::1 first.
# ask: http://10.20.30.1:8000/
# verdict: local-only
# says: own machine
setup() { start node -e "require('http').createServer((q, r) => q.headers.host === 'localhost:8000' ? r.end('hello') : r.writeHead(301, { location: 'http://localhost:8000/' }).end()).listen(8000, '0.0.0.0')"; listening 8000; }
client() { fetch_there -L http://$here:8000/; }
heal() { end; start node -e "require('http').createServer((q, r) => r.end('hello')).listen(8000, '0.0.0.0')"; listening 8000; }
