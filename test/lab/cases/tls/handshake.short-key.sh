# The certificate's RSA key has 1024 bits, which curl refuses and Node takes.
# ask: https://shop.test:8443/
# says: 1024 bits
setup() { authority ca; issue 1024; trust; hosts "$here shop.test"; serve; }
issue() { mkdir -p issued; openssl req -newkey rsa:$1 -nodes -keyout shop.key -out shop.csr -subj /CN=shop.test 2>/dev/null; openssl x509 -req -in shop.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -out shop.pem -extfile <(echo subjectAltName=DNS:shop.test) 2>/dev/null; }
serve() { start openssl s_server -accept 8443 -cert shop.pem -key shop.key -WWW -cipher ALL:@SECLEVEL=0; listening 8443; }
client() { fetch https://shop.test:8443/index.html; }
heal() { end; issue 2048; serve; }
