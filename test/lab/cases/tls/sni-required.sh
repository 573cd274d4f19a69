# Without the right name in the handshake the server breaks it off.
# ask: https://10.20.30.1:8443/
setup() { hosts "$here shop.test"; authority ca; certificate shop.test DNS:shop.test,IP:$here -1 20; trust; own tls.py 8443 shop.test.pem shop.test.key 'c.sni_callback = lambda s, name, _: None if name == "shop.test" else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME'; listening 8443; name=$here; }
client() { fetch https://$name:8443/; }
heal() { name=shop.test; }
