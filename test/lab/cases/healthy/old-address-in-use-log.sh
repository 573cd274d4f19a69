# nohup.out holds yesterday's "Address already in use"; the server runs.
# ask: 8000
# never: port/taken
setup() { printf 'OSError: [Errno 98] Address already in use\n' >nohup.out; touch -d yesterday nohup.out; web 8000; }
client() { fetch http://127.0.0.1:8000/; }
