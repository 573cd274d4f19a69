# A rule with a comment in quotes and a "!", which is taken away by its words.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; iptables -A INPUT ! -i lo -p tcp -m tcp --dport 8000 -m comment --comment "let's \"close\" it" -j REJECT; }
client() { fetch_there http://$here:8000/; }
heal() { iptables -F INPUT; }
