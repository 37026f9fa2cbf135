import { defineConfig } from '@playwright/test'
import playwrightConfig from './playwright.config'

/** Tests that hold a time against a limit: one by one, and not in `npm test`, since other work on the machine would make them fail. */
export default defineConfig({ ...playwrightConfig, testMatch: '*.timed.ts', workers: 1 })
