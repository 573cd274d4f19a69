# `npm start` stands between the person and the server.
# ask: 8000 --from lan
# fix: yes
setup() {
  echo '{ "scripts": { "start": "node server.js" } }' >package.json
  printf "const options = { port: 8000, host: 'localhost' };\nrequire('http').createServer((_, response) => response.end('hello')).listen(options);\n" >server.js
  start npm start; listening 8000
}
client() { fetch_there http://$here:8000/; }
heal() { pkill -f server.js; sleep 0.5; sed -i 's/localhost/0.0.0.0/' server.js; start npm start; sleep 0.5; listening 8000; }
