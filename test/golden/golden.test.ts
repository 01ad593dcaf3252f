import * as fs from 'fs';
import * as path from 'path';
import { differences } from './difference';
import { BuildApp, Synthesized, synthesize, Template } from './golden';
import { migrationsOf, releaseGate, releasedApps } from './release-gate';

const APPS = path.join(__dirname, 'apps');
const SNAPSHOTS = path.join(__dirname, 'snapshots');
const LOGICAL_IDS = path.join(__dirname, 'logical-ids.json');
const MIGRATION = fs.readFileSync(path.resolve(__dirname, '../../MIGRATION.md'), 'utf8');
const ACCEPT = process.env.ACCEPT_GOLDEN === '1';
const HOW_TO_ACCEPT = "If that is what you want: 'npm run golden:accept', and look at the difference in git before you commit it.";

type LockedIds = Record<string, Synthesized['lockedIds']>;

const apps = fs.readdirSync(APPS).filter((file) => file.endsWith('.ts')).map((file) => path.basename(file, '.ts'));
const locked: LockedIds = readJson(LOGICAL_IDS) ?? {};
const rendered: LockedIds = {};

describe.each(apps)('the golden app %s', (name) => {
  const { build } = jest.requireActual<{ build: BuildApp }>(path.join(APPS, name));
  const { templates, lockedIds } = synthesize(build);
  rendered[name] = lockedIds;

  test('renders the same bytes every time', () => {
    expect(synthesize(build).templates).toEqual(templates);
  });

  test('renders what was accepted', () => {
    if (ACCEPT) { acceptTemplates(name, templates); }
    failWith(templateFindings(name, templates), `the templates of '${name}' changed`);
  });

  test('replaces nothing that users of the last release would lose', () => {
    releaseGate(name, templates, migrationsOf(MIGRATION));
  });

  test('keeps the logical ids that users have deployed', () => {
    const findings = idFindings(locked[name] ?? {}, lockedIds);
    if (ACCEPT && findings.length > 0) { return console.warn(`accepted for '${name}':\n${findings.join('\n')}`); }
    failWith(findings, `logical ids of '${name}' differ from test/golden/logical-ids.json`);
  });
});

test('every accepted app is still there', () => {
  const gone = fs.existsSync(SNAPSHOTS) ? fs.readdirSync(SNAPSHOTS).filter((name) => !apps.includes(name)) : [];
  if (ACCEPT) { gone.forEach((name) => fs.rmSync(path.join(SNAPSHOTS, name), { recursive: true })); }
  expect(ACCEPT ? [] : gone).toEqual([]);
});

test('every app of the last release is still there', () => {
  expect(releasedApps().filter((name) => !apps.includes(name))).toEqual([]);
});

afterAll(() => {
  if (ACCEPT) { fs.writeFileSync(LOGICAL_IDS, `${JSON.stringify(rendered, undefined, 2)}\n`); }
});

function templateFindings(name: string, templates: Record<string, string>): string[] {
  const accepted = acceptedTemplates(name);
  return [...new Set([...Object.keys(accepted), ...Object.keys(templates)])].sort().flatMap((stack) => {
    if (!accepted[stack]) { return [`+ stack ${stack}`]; }
    if (!templates[stack]) { return [`- stack ${stack}`]; }
    const changes = differences(accepted[stack], JSON.parse(templates[stack]));
    return changes.length > 0 ? [`stack ${stack}`, ...changes.map((change) => `  ${change}`)] : [];
  });
}

/** A changed or removed id would make CloudFormation replace what holds data or serves traffic. */
function idFindings(before: Synthesized['lockedIds'], after: Synthesized['lockedIds']): string[] {
  const [old, now] = [flat(before), flat(after)];
  const broken = Object.entries(old).filter(([where, id]) => now[where] !== id)
    .map(([where, id]) => `breaking change: ${where} was ${id}, is ${now[where] ?? 'gone'}. It needs a major release and a migration note.`);
  const added = Object.entries(now).filter(([where]) => !old[where]).map(([where, id]) => `new: ${where} is ${id}`);
  return [...broken, ...added];
}

function flat(ids: Synthesized['lockedIds']): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).flatMap(([stack, ofStack]) => Object.entries(ofStack)
    .map(([construct, id]) => [`${construct} (stack ${stack})`, id])));
}

function acceptTemplates(name: string, templates: Record<string, string>): void {
  const folder = path.join(SNAPSHOTS, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const [stack, template] of Object.entries(templates)) {
    fs.writeFileSync(path.join(folder, `${stack}.template.json`), `${template}\n`);
  }
}

function acceptedTemplates(name: string): Record<string, Template> {
  const folder = path.join(SNAPSHOTS, name);
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return Object.fromEntries(files.map((file) => [path.basename(file, '.template.json'), readJson(path.join(folder, file))]));
}

function failWith(findings: string[], what: string): void {
  if (findings.length > 0) { throw new Error([`${what}:`, ...findings, HOW_TO_ACCEPT].join('\n')); }
}

function readJson(file: string) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}
