# An edge network answers in the place of the server, which it cannot get to: Cloudflare's 522.
# ask: http://10.20.30.2:8000/
# says: let the ranges of cloudflare.com/ips in
# twin: http/server-error
setup() { start ip netns exec there node -e "require('http').createServer((_, r) => r.writeHead(522, { Server: 'cloudflare', 'CF-RAY': '8a1-FRA' }).end('error code: 522')).listen(8000)"; listening 8000 there; }
client() { fetch http://$there:8000/; }
heal() { end; start ip netns exec there python3 -m http.server 8000; listening 8000 there; }
