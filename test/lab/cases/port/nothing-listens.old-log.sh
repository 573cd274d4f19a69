# An old log says that the address was in use: that was another day, and nobody is there now.
# ask: 8000
# never: port/taken
setup() { printf 'OSError: [Errno 98] Address already in use\n' >nohup.out; touch -d '3 days ago' nohup.out; }
client() { fetch http://127.0.0.1:8000/; }
heal() { web 8000; }
