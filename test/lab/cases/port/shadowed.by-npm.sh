# Another project's server has [::1]:3000, started by npm run: ending npm alone leaves it there.
# ask: http://localhost:3000/api
# fix: yes
setup() {
  mkdir blog
  echo '{ "scripts": { "dev": "node blog.js; true" } }' >blog/package.json
  echo "require('http').createServer((_, r) => { r.statusCode = 404; r.end('blog'); }).listen(3000, '::1'); require('fs').writeFileSync('pid', String(process.pid));" >blog/blog.js
  (cd blog && nohup npm run dev >>"$results/servers.txt" 2>&1 </dev/null &)
  listening 3000
  echo "require('http').createServer((_, r) => r.end('shop')).listen(3000, '127.0.0.1');" >shop.js
  start nohup node shop.js
  until_true connects 127.0.0.1 3000
}
client() { fetch -4 http://localhost:3000/api && ! connects ::1 3000; }
heal() { kill "$(cat blog/pid)" && sleep 0.5; }
