# The application behind nginx has died; what it said lies in the folder.
# ask: http://10.20.30.1:8080/
# says: 127.0.0.1:8000 | nohup.out ends with: ModuleNotFoundError
setup() { echo 'import pandoras_box' >server.py; nohup python3 server.py --port 8000 >nohup.out 2>&1 </dev/null; grep -q ModuleNotFound nohup.out; site "server { listen 8080; location / { proxy_pass http://127.0.0.1:8000; } }"; listening 8080; }
client() { fetch http://$here:8080/; }
heal() { web 8000 127.0.0.1; }
