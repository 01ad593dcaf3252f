import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Api } from './assembly';
import { ROOT } from './public-exports';

/** What users have: the API of the last release. `npm run release:baseline` writes it. */
export const RELEASED: Api = JSON.parse(fs.readFileSync(path.join(__dirname, 'released/assembly.json'), 'utf8'));

/** An incompatible change, as jsii-diff names it. */
export interface Change {
  readonly key: string;
  readonly message: string;
}

const HOW_TO_ACCEPT = [
  'Users of the last release would have to change their programs. Keep what they use: deprecate it and add the new beside it, or make what is',
  'new optional. If that cannot be, add to .compatignore the reason, as a comment, and below it the key in brackets; and say in MIGRATION.md',
  'what users have to change.',
].join('\n');

/** Fails when programs of users would not compile any more, or fail, unless the page of accepted changes says why. */
export function apiGate(changes: Change[], accepted: string): void {
  const entries = entriesOf(accepted);
  const breaking = changes.filter(({ key }) => !entries.some((entry) => entry.key === key));
  const findings = [
    ...breaking.map(({ key, message }) => `${message}\n    [${key}]`),
    ...entries.filter(({ reason }) => !reason).map(({ key }) => `.compatignore: '${key}' has no reason: write it as a comment above`),
    ...entries.filter(({ key }) => !changes.some((change) => change.key === key))
      .map(({ key }) => `.compatignore: '${key}' is no incompatible change (any more): remove it`),
  ];
  if (findings.length === 0) { return; }
  throw new Error(['the API differs from that of the last release:', ...findings.map((finding) => `  ${finding}`),
    ...breaking.length > 0 ? ['', HOW_TO_ACCEPT] : []].join('\n'));
}

/** Keys and their reasons: the comment above, which holds for the keys down to the next empty line. */
function entriesOf(accepted: string): { key: string; reason: string }[] {
  return accepted.split(/\n\s*\n/).flatMap((block) => {
    let reason = '';
    return block.split('\n').map((line) => line.trim()).filter(Boolean).flatMap((line) => {
      if (!line.startsWith('#')) { return [{ key: line, reason }]; }
      reason = line.replace(/^#+\s*/, '');
      return [];
    });
  });
}

/**
 * Asks jsii-diff, with everything an error: nothing of the library is stable yet, and users have it all the same. It looks at what can be
 * called, not at what it does: changed defaults are found by `defaults.test.ts`, changed templates by `test/golden`.
 */
export function incompatibleChanges(before: Api, now: Api): Change[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'api-gate-'));
  try {
    const [old, current] = [packageOf(before, path.join(folder, 'released')), packageOf(now, path.join(folder, 'now'))];
    const command = require.resolve('jsii-diff/bin/jsii-diff');
    const { status, stderr } = spawnSync(process.execPath, [command, '--error-on', 'all', '--keys', old, current], { encoding: 'utf8' });
    const changes = [...stderr.matchAll(/^(?:err |warn|skip) - (.*) \[([^\]]*)\]$/gm)].map(([, message, key]) => ({ message, key }));
    // Its answer is 1 for changes, and anything else when it could not compare.
    if (status !== (changes.length > 0 ? 1 : 0)) { throw new Error(`jsii-diff failed with ${status}: ${stderr}`); }
    return changes;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** The API as a package beside what it depends on. */
function packageOf(api: Api, folder: string): string {
  fs.mkdirSync(folder);
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  fs.writeFileSync(path.join(folder, '.jsii'), JSON.stringify(api));
  const { name, version, dependencies } = api;
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version, jsii: {}, peerDependencies: dependencies }));
  return folder;
}
