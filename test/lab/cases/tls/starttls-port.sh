# A mail server's port, asked with TLS from the first byte.
# ask: https://10.20.30.1:2525/
# expect: tls/starttls-port
setup() { authority ca; certificate here IP:$here -1 20; trust; own odd.mjs 2525 smtp; listening 2525; }
client() { fetch https://$here:2525/; }
heal() { end; own tls.py 2525 here.pem here.key; listening 2525; }
