import * as fs from 'fs';
import { isBuiltin } from 'module';
import * as path from 'path';
import { loadResourceModel } from '@aws-cdk/cloudformation-diff/lib/diff/util';
import { removeFolders } from './support/apps';
import { builtTemplateDiff } from './support/built';
import { resourceDifferences } from '../../src/upgrade/private/cloudformation-diff';
import { Template } from '../../src/upgrade/private/template';

afterAll(removeFolders);

const SNAPSHOTS = path.resolve(__dirname, '../golden/snapshots');

/** What users run: the package with the comparison made smaller. */
describe('the comparison inside of the package', () => {
  const file = builtTemplateDiff();
  const built = jest.requireActual<{ resourceDifferences: typeof resourceDifferences }>(file).resourceDifferences;

  test('needs no other package', () => {
    const needed = [...fs.readFileSync(file, 'utf8').matchAll(/require\("(.*?)"\)/g)].map(([, name]) => name);

    expect(needed.filter((name) => !isBuiltin(name))).toEqual([]);
  });

  test('is small, and says whose work it is', () => {
    const text = fs.readFileSync(file, 'utf8');

    expect(text.length).toBeLessThan(400_000);
    expect(text).toMatch(/^\/\*! Contains @aws-cdk\/cloudformation-diff [\d.]+ \(Apache-2\.0\)/);
    expect(text).toContain('Amazon.com, Inc. or its affiliates');
  });

  test('says the same of every property of every type', () => {
    const types = typesOfTheSpecification();
    expect(types.length).toBeGreaterThan(1500);
    for (const chunk of chunksOf(types, 100)) {
      const [before, after] = ['a', 'b'].map((value): Template => ({
        Resources: Object.fromEntries(chunk.map((type) => (
          [type.replace(/\W/g, ''), { Type: type, Properties: Object.fromEntries([...Object.keys(loadResourceModel(type)!.properties), 'Unheard'].map((name) => [name, value])) }]))),
      }));

      expect(impacts(built(before, after))).toEqual(impacts(resourceDifferences(before, after)));
    }
  });

  test.each(templates())('says the same of %s when everything in it changes', (_, template) => {
    const changed = JSON.parse(JSON.stringify(template), (key, value) => (typeof value === 'string' && key !== 'Type' && key !== 'Ref' ? `${value}x` : value));

    expect(impacts(built(template, changed))).toEqual(impacts(resourceDifferences(template, changed)));
  });
});

function impacts(differences: ReturnType<typeof resourceDifferences>) {
  return Object.fromEntries(Object.entries(differences).map(([id, { propertyUpdates, otherChanges }]) => [id, {
    ...Object.fromEntries(Object.entries(propertyUpdates).map(([name, { changeImpact }]) => [name, changeImpact])), others: Object.keys(otherChanges),
  }]));
}

function typesOfTheSpecification(): string[] {
  const { loadAwsServiceSpecSync } = jest.requireActual(require.resolve('@aws-cdk/aws-service-spec', {
    paths: [require.resolve('@aws-cdk/cloudformation-diff/package.json')],
  }));
  return [...new Set<string>(loadAwsServiceSpecSync().all('resource').map(({ cloudFormationType }: { cloudFormationType: string }) => cloudFormationType))];
}

function templates(): Array<[string, Template]> {
  return fs.readdirSync(SNAPSHOTS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
    .map((file) => [file, JSON.parse(fs.readFileSync(path.join(SNAPSHOTS, file), 'utf8'))]);
}

function chunksOf<T>(items: T[], size: number): T[][] {
  return items.length === 0 ? [] : [items.slice(0, size), ...chunksOf(items.slice(size), size)];
}
