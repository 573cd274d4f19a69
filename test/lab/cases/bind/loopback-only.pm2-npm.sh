# Asked by PM2's name for it; what listens is npm's grandchild.
# ask: shop --from lan
# fix: yes
# says: pm2
setup() { export PM2_HOME=$results/pm2; ln -s "$deps/node_modules" node_modules; echo '{ "scripts": { "start": "node app.js" } }' >package.json; printf "require('http').createServer((_, response) => response.end('hello')).listen(3000, '127.0.0.1');\n" >app.js; node_modules/.bin/pm2 start npm --name shop -- start; listening 3000; }
client() { fetch_there http://$here:3000/; }
heal() { sed -i s/127.0.0.1/0.0.0.0/ app.js; node_modules/.bin/pm2 restart shop; sleep 1; listening 3000; }
cleanup() { node_modules/.bin/pm2 kill; }
