# In tmux: the server is started anew, and the session stays.
# ask: 8000 --from lan
# fix: yes
setup() { tmux -S "$results/tmux" new-session -d 'python3 -m http.server 8000 --bind 127.0.0.1; exec bash'; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { tmux -S "$results/tmux" kill-server; sleep 0.3; web 8000; }
cleanup() { tmux -S "$results/tmux" kill-server; }
