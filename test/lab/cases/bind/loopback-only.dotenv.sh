# HOST stands in .env, which Node loads by itself: the environment that can be seen has nothing of it.
# ask: 3000 --from lan
# fix: yes
# says: .env
setup() { printf 'DB_HOST=127.0.0.1\nHOST=127.0.0.1\nPORT=3000\n' >.env; printf "require('http').createServer((_, response) => response.end('hello')).listen(Number(process.env.PORT), process.env.HOST);\n" >server.js; start nohup node --env-file=.env server.js; listening 3000; }
client() { fetch_there http://$here:3000/; }
heal() { end; sed -i 's/^HOST=.*/HOST=0.0.0.0/' .env; start nohup node --env-file=.env server.js; listening 3000; }
