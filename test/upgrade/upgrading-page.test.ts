import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { assemblyOf, removeFolders } from './support/apps';
import { HighCpuAlarm } from '../../src/alarms';
import { AlertRouter, Destination } from '../../src/alerting';
import { BlueGreenFargateService, ServiceImage } from '../../src/deployment';
import { ContainerRepository } from '../../src/registry';
import { UpgradeReport } from '../../src/upgrade';

afterAll(removeFolders);

const page = fs.readFileSync(path.resolve(__dirname, '../../docs/upgrading.md'), 'utf8');

const shop = (repository: string, hasAlarm: boolean) => (app: App) => {
  const stack = new Stack(app, 'Shop');
  const alerts = new AlertRouter(stack, 'Alerts', { critical: [Destination.email('team@example.com')] });
  const images = new ContainerRepository(stack, repository);
  const shopService = new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.released(images), alerts });
  if (hasAlarm) { new HighCpuAlarm(stack, 'Cpu', { source: shopService, alerts }); }
};

const REFACTORED = {
  'Shop.ImagesRepository2D0F5B9C': 'Shop.WebImagesRepository77D61D1C',
  'Shop-ReleasePointers.Images2D38C313': 'Shop-ReleasePointers.WebImages1B6B4C46',
};

describe('the example of docs/upgrading.md', () => {
  const before = assemblyOf(shop('Images', false));
  const after = assemblyOf(shop('WebImages', true));

  test('has the report that it shows', () => {
    const report = UpgradeReport.ofAssemblies(before, after);

    expect(page).toContain(partOf(report));
    expect(report.unsafeChanges).toHaveLength(2);
  });

  test('is safe with the name that was there', () => {
    expect(UpgradeReport.ofAssemblies(before, assemblyOf(shop('Images', true))).describe()).toMatch(/^Safe\n/);
  });

  test('keeps the repository when the stack is refactored, and replaces its pointer', () => {
    const report = UpgradeReport.ofAssemblies(before, after, { refactor: REFACTORED });

    expect(page).toContain(partOf(report));
    expect(report.unsafeChanges).toHaveLength(1);
    Object.entries(REFACTORED).forEach(([from, to]) => expect(page).toContain(`'${from}': '${to}'`));
  });

  test('can be accepted', () => {
    const accepted = { 'Shop.WebImagesRepository77D61D1C': 'copied', 'Shop-ReleasePointers.Images2D38C313': 'goes with it' };

    UpgradeReport.ofAssemblies(before, after).assertSafe({ accepted });
    Object.keys(accepted).forEach((id) => expect(page).toContain(`'${id}':`));
  });
});

/** What holds data: how much there is of everything else differs from version to version of the CDK. */
function partOf(report: UpgradeReport): string {
  const [, part] = report.describe().split(/\n\n/);
  if (process.env.SHOW_REPORT) { console.log(part); }
  return part;
}
