import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.SLIPWAY_URL ?? 'http://127.0.0.1:5000';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    manifest: true,
    sourcemap: false,
    chunkSizeWarningLimit: 900,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/api', '/ajax-api', '/get-artifact', '/version', '/health', '/readyz', '/livez', '/metrics', '/openapi.json'].map(
        (path) => [path, { target: server, changeOrigin: true }],
      ),
    ),
  },
  test: {
    environment: 'jsdom',
    globals: true,
    setupFiles: ['src/test/setup.ts'],
    css: false,
    testTimeout: 40_000,
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'],
  },
});
