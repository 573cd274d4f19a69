# Flask is not installed where python3 looks for it, and the log says so.
# ask: 8000
# says: No module named
setup() { PYTHONNOUSERSITE=1 nohup python3 -S -m flask run --port 8000 >nohup.out 2>&1 </dev/null; grep -q 'No module named flask' nohup.out; }
client() { fetch http://127.0.0.1:8000/; }
heal() { web 8000; }
