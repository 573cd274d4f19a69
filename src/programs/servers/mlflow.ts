import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** The server of MLflow (mlflow.org, "Command-Line Interface"). */
export const program: Program = byOption({
  id: 'mlflow',
  title: 'MLflow',
  names: ['mlflow'],
  command: ['ui', 'server'],
  options: ['--host', '-h'],
  ports: [5000],
  address: '127.0.0.1',
});
