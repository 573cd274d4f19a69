# A rule resets connections on which a name is said.
# ask: http://there.test:8000/
# never: tcp/reset, http/empty-reply
# fix: yes
# twin: http/empty-reply
setup() { start over_there python3 -m http.server 8000; listening 8000 there; hosts "$there there.test"; iptables-nft -A OUTPUT -p tcp --dport 8000 -m string --algo bm --string 'there.test' -j REJECT --reject-with tcp-reset; }
client() { fetch http://there.test:8000/; }
heal() { iptables-nft -F; }
