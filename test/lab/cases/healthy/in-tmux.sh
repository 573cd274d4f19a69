# In tmux: no terminal of ours keeps it, and the report says so.
# ask: 8000
# never: background/dies-on-logout
setup() { tmux -S "$results/tmux" new-session -d 'python3 -m http.server 8000'; listening 8000; }
client() { fetch http://127.0.0.1:8000/; }
cleanup() { tmux -S "$results/tmux" kill-server; }
