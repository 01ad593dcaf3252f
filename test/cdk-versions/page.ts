import { Difference, keyOf } from './differences';
import { Reason } from './reasons';
import { UpgradeEffect, UpgradeReport } from '../../src/upgrade';

/** What the page is made of. */
export interface Comparison {
  readonly oldest: string;
  readonly latest: string;
  readonly reports: Record<string, UpgradeReport>;
  readonly differences: Difference[];
  readonly reasons: Reason[];
}

/** `docs/cdk-versions.md`. */
export function pageOf({ oldest, latest, reports, differences, reasons }: Comparison): string {
  const why = (difference: Difference) => reasons.find((reason) => keyOf(reason) === keyOf(difference));
  return [
    `# From aws-cdk-lib ${oldest} to ${latest}`,
    '',
    'What happens to a deployed app when nothing but its `aws-cdk-lib` is raised, from the oldest version that the library works with',
    '([decision 4](decisions/0004-cdk-floor.md)) to the latest that it is tested with. It is told by the `UpgradeReport` of each',
    '[golden app](../test/golden/apps), synthesized on both.',
    '',
    '**Nothing that holds data or serves traffic is replaced, deleted or moved.** The tests fail when that is not so, or when this page, which',
    '`npm run golden:accept` writes, is not what the two versions render.',
    '',
    '| app | unchanged | in place | anything else |',
    '|---|---|---|---|',
    ...Object.entries(reports).map(([app, report]) => rowOf(app, report)),
    '',
    '## What differs, and why',
    '',
    '| resources | value | effect | since | why |',
    '|---|---|---|---|---|',
    ...differences.map((difference) => {
      const { resourceType, value, effect, change, resources } = difference;
      const apps = [...new Set(resources.map((resource) => resource.split(':')[0]))].join(', ');
      const reason = why(difference);
      const values = change ? `: \`${change}\`` : '';
      return row(`${resources.length} \`${resourceType}\` in ${apps}`, `${nameOf(value)}${values}`, wordsOf(effect), reason?.since ?? '?', reason?.why ?? '?');
    }),
    '',
    '## What only the newer ones have',
    '',
    'Orders says `manageMasterUserPassword` of its database, a prop that came with 2.261.0. Teams with an older CDK set the property on the',
    '`CfnDBInstance`, and so do the tests there. On a database that is deployed without it, the prop is not a matter of versions: it takes another',
    'user name, and so replaces the database, which the report says.',
    '',
    '## What some in between do not have',
    '',
    'From 2.262.0 on the CDK validates templates, with rules that did not know two properties of alarms at first, which the library leaves out',
    'there: alarms do not say their tags in messages up to 2.275.0 (`tagsInPayload`), and do not warm up by themselves up to 2.267.0 (`warmUp`).',
    '',
  ].join('\n');
}

function rowOf(app: string, report: UpgradeReport): string {
  const { unchanged } = JSON.parse(report.toJson());
  const inPlace = report.changes.filter(({ effect }) => effect === UpgradeEffect.IN_PLACE).length;
  return row(app, `${unchanged}`, `${inPlace}`, `${report.changes.length - inPlace}`);
}

function row(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** `Body: the order of keys` is not all of it a name. */
function nameOf(value: string): string {
  const [name, ...words] = value.split(': ');
  return [`\`${name}\``, ...words].join(': ');
}

function wordsOf(effect: string): string {
  return effect.replace(/-/g, ' ');
}
