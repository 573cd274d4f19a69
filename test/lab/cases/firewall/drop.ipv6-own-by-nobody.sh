# A rule drops IPv6 alone, from this machine too, and an ordinary user cannot read it: the kernel delivered nothing of what came in.
# ask: http://[::1]:8000/
# user: nobody
setup() { web 8000 ::; ip6tables-nft -A INPUT -p tcp --dport 8000 -j DROP; }
client() { fetch "http://[::1]:8000/"; }
heal() { ip6tables-nft -F; }
