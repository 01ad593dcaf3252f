import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { differencesOf, keyOf } from './differences';
import { pageOf } from './page';
import { REASONS } from './reasons';
import { UpgradeReport } from '../../src/upgrade';
import { differences } from '../golden/difference';
import { BuildApp, synthesize, Template } from '../golden/golden';

const ROOT = path.resolve(__dirname, '../..');
const APPS = path.join(ROOT, 'test/golden/apps');
/** What the latest version renders: test/golden compares them. */
const SNAPSHOTS = path.join(ROOT, 'test/golden/snapshots');
const PAGE = path.join(ROOT, 'docs/cdk-versions.md');
const ACCEPT = process.env.ACCEPT_GOLDEN === '1';

jest.mock('aws-cdk-lib/aws-rds', () => jest.requireActual<typeof import('./managed-passwords')>('./managed-passwords').rdsWithManagedPasswords());

const apps = fs.readdirSync(APPS).filter((file) => file.endsWith('.ts')).map((file) => path.basename(file, '.ts')).sort();
const oldest = readJson('node_modules/aws-cdk-lib/package.json').version;
const latest = readJson('examples/typescript/package-lock.json').packages['node_modules/aws-cdk-lib'].version;
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-versions-'));
const reports = Object.fromEntries(apps.map((app) => [app, UpgradeReport.ofAssemblies(onOldest(app), path.join(SNAPSHOTS, app))]));

afterAll(() => fs.rmSync(work, { recursive: true }));

describe.each(apps)('the golden app %s, when the CDK is raised from the oldest to the latest', (app) => {
  test('keeps all that holds data or serves traffic', () => {
    reports[app].assertSafe();
  });

  test('has no other difference than those of the report', () => {
    const written = fs.readdirSync(path.join(SNAPSHOTS, app)).flatMap((file) => (
      differences(templateIn(path.join(work, app), file), templateIn(path.join(SNAPSHOTS, app), file)).filter((line) => !line.startsWith(' '))));

    expect(written.sort()).toEqual(reports[app].changes.map(({ resourceType, logicalId }) => `~ ${resourceType} ${logicalId}`).sort());
  });

  test('keeps the code of its functions, but for those of the CDK itself', () => {
    const changed = reports[app].changes.filter(({ properties }) => properties.some(({ name }) => name === 'Code'));
    expect(changed.map(({ logicalId }) => logicalId).filter((id) => !/^Custom\w+CustomResourceProviderHandler[0-9A-F]{8}$/.test(id))).toEqual([]);
  });
});

describe('docs/cdk-versions.md', () => {
  const found = differencesOf(reports);

  test('has a reason for each difference, and none without one', () => {
    expect(REASONS.map(keyOf).sort()).toEqual([...new Set(found.map(keyOf))].sort());
  });

  test('is what the two versions render', () => {
    const page = pageOf({ oldest, latest, reports, differences: found, reasons: REASONS });
    if (ACCEPT) { fs.writeFileSync(PAGE, page); }

    expect(fs.readFileSync(PAGE, 'utf8')).toBe(page);
  });

  test('compares two versions', () => {
    expect(jest.requireActual<{ version: string }>('aws-cdk-lib/package.json').version).toBe(oldest);
    expect(oldest).not.toBe(latest);
  });
});

/** The directory with what the app renders here, on the oldest version. */
function onOldest(app: string): string {
  const directory = path.join(work, app);
  fs.mkdirSync(directory);
  const { templates } = synthesize(jest.requireActual<{ build: BuildApp }>(path.join(APPS, app)).build);
  Object.entries(templates).forEach(([stack, template]) => fs.writeFileSync(path.join(directory, `${stack}.template.json`), template));
  return directory;
}

function templateIn(directory: string, file: string): Template {
  return JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8'));
}

function readJson(file: string) {
  return JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'));
}
