/** What installs packages of Node.js, from its lock file. */
export enum PackageManager {
  /** `npm ci`, from `package-lock.json`. */
  NPM = 'npm',
  /** Yarn, old or new, from `yarn.lock`. Of the version that `packageManager` in `package.json` says. */
  YARN = 'yarn',
  /** pnpm, from `pnpm-lock.yaml`. Of the version that `packageManager` in `package.json` says. */
  PNPM = 'pnpm',
}
