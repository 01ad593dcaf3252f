import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { apiGate, incompatibleChanges, RELEASED } from './api-gate';
import { Api, Method, Property, readApi, Type } from './assembly';
import { ROOT } from './public-exports';

const ACCEPTED = fs.readFileSync(path.join(ROOT, '.compatignore'), 'utf8');

const BROKEN = {
  method: 'removed:cdk-devops-patterns.AlarmCoverage.describe',
  prop: 'strengthened:cdk-devops-patterns.ReleasedFunctionProps',
  duty: 'new-abstract-member:cdk-devops-patterns.IDeployTarget.undo',
  inheritedDuty: 'new-abstract-member:cdk-devops-patterns.IReviewableTarget.undo',
};

/** Parts of the API that a test changes. */
type Changeable<T> = { -readonly [K in keyof T]: T[K] };

/** The released API with something else in it. */
function changed(change: (type: (name: string) => { methods: Method[]; properties: Changeable<Property>[] }) => void): Api {
  const api: Api = structuredClone(RELEASED);
  change((name) => {
    const type: Changeable<Type> = api.types[`${api.name}.${name}`];
    return { methods: type.methods ??= [], properties: type.properties ??= [] };
  });
  return api;
}

function messageOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('the API, for who has the last release', () => {
  test('is compatible, but for what .compatignore lists with a reason', () => {
    apiGate(incompatibleChanges(RELEASED, readApi()), ACCEPTED);
  });

  test('is compared with the newest release that is tagged here', () => {
    const { stdout } = spawnSync('git', ['tag', '--list', 'v*', '--sort=-version:refname'], { cwd: ROOT, encoding: 'utf8' });
    const [newest] = stdout.split('\n');

    // 'npm run release:baseline' was forgotten: see docs/releasing.md.
    expect([`v${RELEASED.version}`, '']).toContain(newest);
  });
});

describe('the gate between releases', () => {
  const broken = incompatibleChanges(RELEASED, changed((type) => {
    type('AlarmCoverage').methods.splice(type('AlarmCoverage').methods.findIndex(({ name }) => name === 'describe'), 1);
    delete type('ReleasedFunctionProps').properties.find(({ optional }) => optional)!.optional;
    type('IDeployTarget').methods.push({ name: 'undo', abstract: true, docs: { stability: 'experimental' } });
  }));

  test('is open for what is new', () => {
    const more = changed((type) => {
      type('AlarmCoverage').methods.push({ name: 'print', docs: { stability: 'experimental' } });
      type('ReleasedFunctionProps').properties.push({ ...type('ReleasedFunctionProps').properties[0], name: 'more', optional: true });
    });

    expect(messageOf(() => apiGate(incompatibleChanges(RELEASED, more), ''))).toBe('');
  });

  test('closes for what is gone, newly required or a new duty, and says what to do', () => {
    const message = messageOf(() => apiGate(broken, ''));

    expect(message).toContain(`METHOD cdk-devops-patterns.AlarmCoverage.describe: has been removed\n    [${BROKEN.method}]\n`);
    expect(message).toMatch(/newly required property '\w+' used to be .*\n {4}\[strengthened:cdk-devops-patterns\.ReleasedFunctionProps\]\n/);
    expect(message).toContain(`adds requirement for subclasses to implement 'undo'.\n    [${BROKEN.duty}]\n`);
    expect(message).toContain('add to .compatignore the reason');
  });

  test('is open for what is accepted with a reason, and asks for reasons and for entries that still hold', () => {
    const together = ['# Nobody could do without.', BROKEN.prop, BROKEN.duty, BROKEN.inheritedDuty];
    const reasons = ['# What this is.', '', '# The list reads better.', BROKEN.method, '', ...together, ''].join('\n');
    expect(messageOf(() => apiGate(broken, reasons))).toBe('');

    const careless = ['# What this is.', '', BROKEN.method, '', ...together, 'removed:cdk-devops-patterns.Gone'].join('\n');
    expect(messageOf(() => apiGate(broken, careless))).toBe([
      'the API differs from that of the last release:',
      `  .compatignore: '${BROKEN.method}' has no reason: write it as a comment above`,
      "  .compatignore: 'removed:cdk-devops-patterns.Gone' is no incompatible change (any more): remove it",
    ].join('\n'));
  });
});
