import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'console/src/**/*.test.ts'],
    environment: 'node',
    reporters: ['dot'],
    testTimeout: 120_000,
  },
});
