import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const SERVER = 'http://127.0.0.1:8000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind()],
  build: { outDir: '../dist/console', emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  // For `npm run console`: pages from here, everything else from a server that runs.
  server: {
    proxy: Object.fromEntries(
      ['/api', '/docs', '/openapi.json', '/health', '/metrics'].map(path => [path, SERVER]),
    ),
  },
});
