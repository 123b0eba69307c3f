import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const server = `http://${process.env['HOST'] ?? '127.0.0.1'}:${process.env['PORT'] ?? '8100'}`;

export default defineConfig({
  root: fileURLToPath(new URL('web', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('web/dist', import.meta.url)),
    emptyOutDir: true,
    // Fonts and pictures stay files: the content security policy need not allow data: addresses.
    assetsInlineLimit: 0,
  },
  server: { port: 5173, strictPort: true, proxy: { '/fhir': server, '/app': server } },
});
