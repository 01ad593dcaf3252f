import { UpgradeChange, UpgradeReport } from '../../src/upgrade';
import { textOf } from '../dashboards/support/bodies';
import { changesBetween, ValueChange } from '../golden/difference';

/** Values that are worth a reader's eye; hashes and texts are not. */
const LONGEST_VALUE = 40;

/** One kind of difference, over all resources that have it. */
export interface Difference {
  readonly resourceType: string;
  readonly value: string;
  readonly effect: string;
  /** The values, where they are short and the same for all. */
  readonly change: string;
  /** The resources, as `app: Stack.LogicalId`. */
  readonly resources: string[];
}

/** What the apps' reports have in common: one entry for each kind of difference. */
export function differencesOf(reports: Record<string, UpgradeReport>): Difference[] {
  const found = new Map<string, Difference>();
  for (const [app, report] of Object.entries(reports)) {
    for (const change of report.changes) {
      const resource = `${app}: ${change.stack}.${change.logicalId}`;
      for (const difference of differencesIn(change)) {
        const key = JSON.stringify(difference);
        const known = found.get(key) ?? { ...difference, resources: [] };
        if (!known.resources.includes(resource)) { found.set(key, { ...known, resources: [...known.resources, resource] }); }
      }
    }
  }
  return [...found.values()].sort((one, other) => compare(keyOf(one), keyOf(other)));
}

export function keyOf({ resourceType, value }: { resourceType: string; value: string }): string {
  return `${resourceType} ${value}`;
}

function differencesIn({ resourceType, effect, properties }: UpgradeChange): Array<Omit<Difference, 'resources'>> {
  if (properties.length === 0) { return [{ resourceType, effect, value: '', change: '' }]; }
  return properties.flatMap(({ name, before, after }) => {
    const [old, now] = [valueOf(name, before), valueOf(name, after)];
    const order = isInSameOrder(old, now) ? [] : [{ resourceType, effect, value: `${name}: the order of keys`, change: '' }];
    return [...order, ...changesBetween(old, now, name).map((change) => (
      { resourceType, effect, value: change.path.replace(/\.\d+(?=\.|$)/g, '.*'), change: shown(change) }))];
  });
}

function shown({ before, after }: ValueChange): string {
  const texts = [before, after].map((value) => value === undefined ? 'nothing' : JSON.stringify(value));
  return texts.every(({ length }) => length <= LONGEST_VALUE) ? texts.join(' -> ') : '';
}

/** Whether the keys that both have are in one order, all the way down. In a text, such as the body of a dashboard, another order is a change. */
function isInSameOrder(before: unknown, after: unknown): boolean {
  if (typeof before !== 'object' || typeof after !== 'object' || !before || !after) { return true; }
  const [old, now] = [before, after].map((value) => new Map<string, unknown>(Object.entries(value)));
  const [common, others] = [[...old.keys()].filter((key) => now.has(key)), [...now.keys()].filter((key) => old.has(key))];
  return common.every((key, index) => key === others[index] && isInSameOrder(old.get(key), now.get(key)));
}

/** The body of a dashboard is JSON in a text; what is only known at deployment is a word in it. */
function valueOf(name: string, json: string | undefined): unknown {
  const value = json === undefined ? undefined : JSON.parse(json);
  return name === 'DashboardBody' && value !== undefined ? JSON.parse(textOf(value)) : value;
}

function compare(one: string, other: string): number {
  if (one === other) { return 0; }
  return one < other ? -1 : 1;
}
