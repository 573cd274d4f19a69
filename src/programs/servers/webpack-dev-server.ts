import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** webpack-dev-server (webpack.js.org, "DevServer"). */
export const program: Program = byOption({
  id: 'webpack-dev-server',
  title: 'webpack-dev-server',
  names: ['webpack-dev-server', 'webpack-dev-server.js', 'webpack', 'webpack.js', 'webpack-cli'],
  options: ['--host'],
  ports: [8080],
  address: '127.0.0.1',
});
