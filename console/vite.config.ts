import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    // The page's content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    // One page, loaded once by few people from nearby: one file is simplest.
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
  },
});
