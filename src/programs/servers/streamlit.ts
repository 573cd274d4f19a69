import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Streamlit (docs.streamlit.io, "config.toml"). */
export const program: Program = byOption({
  id: 'streamlit',
  title: 'Streamlit',
  names: ['streamlit', 'streamlit.web.cli'],
  command: ['run'],
  options: ['--server.address'],
  ports: [8501],
  address: '0.0.0.0',
});
