# HTTP_PROXY in capitals is not for http:// with curl; others take it, so a word of warning is right, an error is not.
# ask: http://127.0.0.1:8000/
setup() { web 8000; export HTTP_PROXY=http://127.0.0.1:3128 no_proxy=127.0.0.1; }
client() { fetch http://127.0.0.1:8000/ && python3 -c 'import urllib.request; urllib.request.urlopen("http://127.0.0.1:8000/", timeout=3)'; }
