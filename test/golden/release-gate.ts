import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { UpgradeReport } from '../../src/upgrade';

/** What users have: the golden apps as the last release rendered them. `npm run release:baseline` writes it. */
const RELEASED = path.join(__dirname, 'released');

const HOW_TO_MIGRATE = (name: string) => [
  'Users of the last release would lose that. If it cannot be helped, describe it in MIGRATION.md, below the first heading of a version, by a line',
  `- \`${name}: Stack.LogicalId\`: what happens, and how to get there`,
].join('\n');

const NOTHING_TO_MIGRATE = (name: string) => `That is what MIGRATION.md says of '${name}', below the first heading of a version.`;

export function releasedApps(): string[] {
  return fs.readdirSync(RELEASED);
}

/** Reasons by id, by app. */
export type Migrations = Record<string, Record<string, string>>;

/**
 * What MIGRATION.md says of the next release, which is its first section. An entry for a golden app is a line such as
 * `` - `shop: Shop.ImagesRepository2D0F5B9C`: the repository has another id; import it. ``
 */
export function migrationsOf(page: string): Migrations {
  const [, next = ''] = page.split(/^## /m);
  const migrations: Migrations = {};
  for (const [, app, id, reason] of next.matchAll(/^- `([\w-]+): ([^`]+)`: (.+)$/gm)) {
    (migrations[app] ??= {})[id] = reason;
  }
  return migrations;
}

/** Fails when an upgrade of a golden app from the last release replaces, deletes or renames what holds data or serves traffic. */
export function releaseGate(name: string, templates: Record<string, string>, migrations: Migrations): void {
  const released = path.join(RELEASED, name);
  // An app that is younger than the release.
  if (!fs.existsSync(released)) { return; }
  const now = fs.mkdtempSync(path.join(os.tmpdir(), 'release-gate-'));
  try {
    Object.entries(templates).forEach(([stack, template]) => fs.writeFileSync(path.join(now, `${stack}.template.json`), template));
    UpgradeReport.ofAssemblies(released, now).assertSafe({ accepted: migrations[name] });
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${message}\n\n${message.startsWith("'accepted'") ? NOTHING_TO_MIGRATE(name) : HOW_TO_MIGRATE(name)}`);
  } finally {
    fs.rmSync(now, { recursive: true });
  }
}
