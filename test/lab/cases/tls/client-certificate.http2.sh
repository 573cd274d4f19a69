# HTTP/2 alone: the certificate that is wanted shows after the handshake.
# ask: https://shop.test:8443/
setup() { hosts '10.20.30.1 shop.test'; authority ca; certificate shop DNS:shop.test -1 30; trust; printf "const http2 = require('http2'), fs = require('fs');\nconst server = http2.createSecureServer({ key: fs.readFileSync('shop.key'), cert: fs.readFileSync('shop.pem'), ca: fs.readFileSync('ca.pem'), requestCert: true, rejectUnauthorized: true });\nserver.on('stream', stream => { stream.respond({ ':status': 200 }); stream.end('hello'); });\nserver.listen(8443);\n" >server.js; start nohup node server.js; listening 8443; }
client() { fetch https://shop.test:8443/; }
heal() { end; sed -i 's/requestCert: true, rejectUnauthorized: true/requestCert: false/' server.js; start nohup node server.js; listening 8443; }
