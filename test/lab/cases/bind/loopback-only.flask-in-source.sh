# app.run() in the source file decides.
# ask: 5000 --from lan
# fix: yes
setup() { printf 'from flask import Flask\napp = Flask(__name__)\n@app.route("/")\ndef hello():\n    return "hello"\n\nif __name__ == "__main__":\n    app.run(port=5000)\n' >app.py; start nohup python3 app.py; listening 5000; }
client() { fetch_there http://$here:5000/; }
heal() { end; sed -i 's/port=5000/host="0.0.0.0", port=5000/' app.py; start nohup python3 app.py; listening 5000; }
