import * as fs from 'fs';
import * as path from 'path';
import { UpgradeEffect, UpgradeReport } from '../../src/upgrade';
import { differences } from '../golden/difference';
import { Resource, Template } from '../golden/golden';

const SNAPSHOTS = path.resolve(__dirname, '../golden/snapshots');
const apps = fs.readdirSync(SNAPSHOTS);

/** The templates of the golden apps, which are what users have. */
describe.each(apps)('the golden app %s', (name) => {
  const directory = path.join(SNAPSHOTS, name);

  test('stays as it is', () => {
    const report = UpgradeReport.ofAssemblies(directory, directory);

    expect(report.changes).toEqual([]);
    expect(report.describe()).toMatch(/^Safe\n\d+ unchanged$/);
  });

  test.each(fs.readdirSync(directory))('says of %s what the differences of its text are', (file) => {
    const before: Template = JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8'));
    const after = everyThirdResourceChanged(before);
    const report = UpgradeReport.ofTemplateObjects(before, after);
    const written = differences(before, after).filter((line) => /^[-+~] AWS|^[-+~] Custom/.test(line)).map((line) => line.split(' ')[2]);

    // What refers to a replaced resource changes as well, without a difference in the text.
    expect(report.changes.map(({ logicalId }) => logicalId)).toEqual(expect.arrayContaining(written));
    const others = report.changes.filter(({ logicalId }) => !written.includes(logicalId));
    expect(others.filter(({ reason }) => !/ is replaced\)/.test(reason))).toEqual([]);
    expect(report.changes.filter(({ effect }) => effect === UpgradeEffect.DELETED).map(({ logicalId }) => logicalId).sort())
      .toEqual(Object.keys(before.Resources!).filter((id) => !after.Resources![id]).sort());
  });

  test('is an upgrade from nothing that adds everything, and to nothing that deletes everything', () => {
    const [file] = fs.readdirSync(directory);
    const template: Template = JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8'));
    const count = Object.values(template.Resources!).filter(({ Type }) => Type !== 'AWS::CDK::Metadata').length;

    const effects = (report: UpgradeReport) => report.changes.map(({ effect }) => effect);
    expect(effects(UpgradeReport.ofTemplateObjects({}, template))).toEqual(Array(count).fill(UpgradeEffect.ADDED));
    expect(effects(UpgradeReport.ofTemplateObjects(template, {}))).toEqual(Array(count).fill(UpgradeEffect.DELETED));
  });
});

/** Of every three resources, one stays, one has another first property, one is gone. */
function everyThirdResourceChanged(template: Template): Template {
  const resources = Object.entries(template.Resources!).flatMap(([id, resource], index): Array<[string, Resource]> => {
    if (index % 3 === 0) { return [[id, resource]]; }
    return index % 3 === 1 && resource.Properties ? [[id, { ...resource, Properties: withFirstChanged(resource.Properties) }]] : [];
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}

function withFirstChanged(properties: object): object {
  const [[name], ...others] = Object.entries(properties);
  return { [name]: 'changed', ...Object.fromEntries(others) };
}
