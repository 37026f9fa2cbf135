import { readBundledPackages } from './bundledPackages'
import { measureBundle } from './measureBundle'

/** Prints each package in the bundle with its size in kB and its licence, as the README's table has them. */
async function printDependencies(): Promise<void> {
  const { sizes, moduleIds } = await measureBundle()
  for (const { name, version, licence } of readBundledPackages(moduleIds)) {
    const size = ((sizes.get(name) ?? 0) / 1_000).toFixed(1)
    console.log(`${size.padStart(7)} kB  ${licence.padEnd(12)} ${name} ${version}`)
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  console.log(`${(total / 1_000).toFixed(1).padStart(7)} kB  all scripts, the app's own with them`)
}

printDependencies().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
