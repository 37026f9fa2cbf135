/** Version of this build, from package.json. */
declare const __MINNOW_VERSION__: string
