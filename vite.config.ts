import { readFileSync } from 'node:fs'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { ModuleList, writeLicences } from './e2e/release/bundledPackages.ts'

/**
 * What the page may load and contact, for the production build; the development server needs more.
 * A person's own RPC URL can be any host, so `connect-src` allows https and this machine; the list of hosts that Minnow
 * contacts by itself is kept by tests.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' https: http://localhost:* http://*.localhost:* http://127.0.0.1:*",
  // The worker starts from a blob, so that this policy holds in it too.
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html minnow-worker',
].join('; ')

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string }

/** The same source gives the same bytes, whatever the shell that builds it says. */
const pinEnvironment: Plugin = {
  name: 'minnow:pin-environment',
  apply: 'build',
  config() {
    process.env.NODE_ENV = 'production'
  },
}

const writePolicy: Plugin = {
  name: 'minnow:content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
      injectTo: 'head-prepend',
    },
  ],
}

const modules = new ModuleList()
const fontLicences = ['inter', 'sourceSerif4'].map((name) => new URL(`./src/ui/fonts/${name}-OFL.txt`, import.meta.url))

export default defineConfig({
  // Relative paths, so that one build runs at /, at /ipfs/<cid>/ and at <cid>.ipfs.localhost.
  base: './',
  // No environment of this machine gets into the build.
  envDir: false,
  plugins: [pinEnvironment, svelte(), writePolicy, modules.plugin(), writeLicences(modules, fontLicences)],
  define: { __MINNOW_VERSION__: JSON.stringify(version) },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es', plugins: () => [modules.plugin()] },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'e2e/**/*.test.ts'],
          exclude: ['**/*.devnet.test.ts'],
          environment: 'node',
          // Modules are loaded once per process and not once per file, which takes longer than the tests: none changes what others load.
          isolate: false,
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
          // As above, and so that a process tells a story once that its tests only read.
          isolate: false,
          // After the unit tests: projects with their own number of workers cannot run among others.
          sequence: { groupOrder: 1 },
        },
      },
      // Too long for every day: `npm run soak`.
      {
        extends: true,
        test: {
          name: 'soak',
          include: ['src/**/*.soak.ts', 'e2e/**/*.soak.ts'],
          environment: 'node',
          testTimeout: 1_200_000,
          hookTimeout: 1_200_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
