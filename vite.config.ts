import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Relative paths, so that one build runs at /, at /ipfs/<cid>/ and at <cid>.ipfs.localhost.
  base: './',
  plugins: [svelte()],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'e2e/**/*.test.ts'],
          exclude: ['**/*.devnet.test.ts'],
          environment: 'node',
        },
      },
      {
        extends: true,
        test: {
          name: 'devnet',
          include: ['src/**/*.devnet.test.ts', 'e2e/**/*.devnet.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
})
