# PM2 keeps it; it was restarted twice last week, and runs.
# ask: 3000
# never: process/crash-loop | background/dies-on-logout
setup() { export PM2_HOME=$results/pm2; ln -s "$deps/node_modules" node_modules; printf "require('http').createServer((_, response) => response.end('hello')).listen(3000);\n" >app.js; node_modules/.bin/pm2 start app.js --name shop; listening 3000; }
client() { fetch_there http://$here:3000/; }
cleanup() { node_modules/.bin/pm2 kill; }
