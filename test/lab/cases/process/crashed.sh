# It died with a traceback that nohup.out holds.
# ask: 8000
# says: ModuleNotFoundError | port ✗ nobody listens
setup() { echo 'import pandoras_box' >server.py; nohup python3 server.py --port 8000 >nohup.out 2>&1 </dev/null; grep -q ModuleNotFound nohup.out; }
client() { fetch http://127.0.0.1:8000/; }
heal() { web 8000; }
