# The program's name has blanks, brackets and a newline in it.
# ask: 8000
# never: process/stopped | process/hung
setup() { cp "$(readlink -f "$(command -v python3)")" "$results/x) T 1 (y"; start nohup "$results/x) T 1 (y" -m http.server 8000; listening 8000; }
client() { fetch_there http://$here:8000/; }
