import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/**
 * Builds the client into `app/web/dist`. Everything stays in files of its own (no inlined assets,
 * no polyfill), so that it runs under `Content-Security-Policy: default-src 'self'`.
 * `npx vite app/web` serves it with reloading, and passes /api on to a running stack.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['es2023', 'chrome123', 'firefox128', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': 'http://localhost:8080' } },
});
