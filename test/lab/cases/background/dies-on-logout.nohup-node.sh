# Node sets every ignored signal back, so nohup does not keep it. Its twin on 8001 is gone since its window was closed.
# ask: 8000
# verdict: reachable
setup() { printf "require('http').createServer((_, response) => response.end('hello')).listen(process.argv[2]);\n" >app.js; terminal 'nohup node app.js 8001 &'; twin=$terminal; terminal 'nohup node app.js 8000 &'; listening 8001 && listening 8000; hang_up $twin; }
client() { fetch http://127.0.0.1:8001/; }
heal() { terminal 'setsid node app.js 8001 >app.log 2>&1 </dev/null &'; listening 8001; hang_up; }
