# The site that was started could not have its port; the one that has it answers 404.
# ask: http://127.0.0.1:8000/admin/
setup() { mkdir other; (cd other && nohup python3 -m http.server 8000 >http.log 2>&1 </dev/null &); listening 8000; echo 'Error: That port is already in use.' >nohup.out; }
client() { fetch http://127.0.0.1:8000/admin/; }
heal() { pkill -f http.server; sleep 0.3; mkdir -p admin; echo x >admin/index.html; web 8000; }
