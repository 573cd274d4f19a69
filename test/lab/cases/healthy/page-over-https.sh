# curl gets what a page that came over https may not load: no browser asks for it. Worth knowing where the page is named.
# ask: http://10.20.30.1:8000/ --origin https://shop.test
# expect: client/mixed-content
setup() { web 8000; }
client() { fetch http://$here:8000/; }
