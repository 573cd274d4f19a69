# The project in the folder has not been started: its package.json tells how.
# ask: http://localhost:5173/
# says: npm run dev
setup() { echo '{ "scripts": { "build": "vite build", "dev": "vite" } }' >package.json; }
client() { fetch http://localhost:5173/; }
heal() { web 5173; }
