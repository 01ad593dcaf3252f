import * as fc from 'fast-check';
import { template, upgradeOfTemplates } from './support/apps';
import { ResourceRole, UpgradeEffect, UpgradeReport } from '../../src/upgrade';

const RUNS = { seed: 20261125, numRuns: 300 };

const ids = ['A', 'B', 'C', 'D', 'E'];

const value = fc.oneof(
  fc.constantFrom<unknown>('x', 'y', 1, true, [], {}),
  fc.constantFrom(...ids).map((id) => ({ Ref: id })),
  fc.constantFrom(...ids).map((id) => ({ 'Fn::Join': ['-', ['x', { 'Fn::GetAtt': [id, 'Arn'] }]] })),
  fc.constantFrom(...ids).map((id) => ({ 'Fn::Sub': `\${${id}}-x` })),
  fc.constantFrom('P').map((name) => ({ Ref: name })),
  fc.constantFrom('x', 'y').map((branch) => ({ 'Fn::If': ['If', branch, 'z'] })),
);

const PROPERTIES: Record<string, string[]> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'BillingMode', 'Unheard'],
  'AWS::SQS::Queue': ['QueueName', 'DelaySeconds'],
  'AWS::RDS::DBInstance': ['Engine', 'MultiAZ', 'DBInstanceClass'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['ListenerArn', 'Priority'],
  'AWS::Lambda::Function': ['MemorySize', 'Code', 'Environment'],
  'Custom::Thing': ['ServiceToken', 'Anything'],
  'AWS::CDK::Metadata': ['Analytics'],
};

const resource = fc.constantFrom(...Object.keys(PROPERTIES)).chain((type) => fc.record({
  Type: fc.constant(type),
  Properties: fc.record(Object.fromEntries(PROPERTIES[type].map((name) => [name, value])), { requiredKeys: [] }),
  Condition: fc.constant('If'),
  DeletionPolicy: fc.constantFrom('Retain', 'Delete', 'Snapshot'),
  UpdateReplacePolicy: fc.constantFrom('Retain', 'Delete'),
  DependsOn: fc.constantFrom<string | string[]>('A', ['B', 'C']),
  Metadata: fc.constantFrom({ 'aws:cdk:path': 'One/Two' }, { Mine: 1 }),
}, { requiredKeys: ['Type'] }));

const anyTemplate = fc.record({
  resources: fc.dictionary(fc.constantFrom(...ids), resource, { maxKeys: ids.length }),
  standard: fc.constantFrom('a', 'b'),
}).map(({ resources, standard }) => template(resources, {
  Parameters: { P: { Type: 'String', Default: standard } },
  Conditions: { If: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] } },
}));

const with2 = (property: (one: Record<string, unknown>, other: Record<string, unknown>) => void) => (
  fc.assert(fc.property(anyTemplate, anyTemplate, property), RUNS));

describe('any two templates', () => {
  test('say nothing of one that stays', () => {
    fc.assert(fc.property(anyTemplate, (one) => {
      const report = upgradeOfTemplates(one, JSON.parse(JSON.stringify(one)));
      expect(report.changes).toEqual([]);
      expect(report.isSafe).toBe(true);
    }), RUNS);
  });

  test('delete in one direction what they add in the other', () => {
    with2((one, other) => {
      const [there, back] = [upgradeOfTemplates(one, other), upgradeOfTemplates(other, one)];
      expect(idsWith(there, UpgradeEffect.DELETED)).toEqual(idsWith(back, UpgradeEffect.ADDED));
      expect(idsWith(there, UpgradeEffect.ADDED)).toEqual(idsWith(back, UpgradeEffect.DELETED));
      expect(movesIn(there)).toEqual(movesIn(back).map(([from, to]) => [to, from]).sort());
    });
  });

  test('are left as they are', () => {
    with2((one, other) => {
      const texts = JSON.stringify([one, other]);
      upgradeOfTemplates(one, other);
      expect(JSON.stringify([one, other])).toBe(texts);
    });
  });

  test('give the same report each time, whatever the order of their resources', () => {
    with2((one, other) => {
      const reversed = { ...other, Resources: Object.fromEntries(Object.entries(other.Resources as object).reverse()) };
      expect(upgradeOfTemplates(one, reversed).toJson()).toBe(upgradeOfTemplates(one, other).toJson());
    });
  });

  test('account for each resource once', () => {
    with2((one, other) => {
      const report = upgradeOfTemplates(one, other);
      const accounted = report.changes.flatMap(({ logicalId, previousLogicalId, effect }) => [
        ...effect === UpgradeEffect.DELETED ? [] : [`new ${logicalId}`],
        ...effect === UpgradeEffect.ADDED ? [] : [`old ${previousLogicalId ?? logicalId}`],
      ]);
      expect(accounted).toEqual([...new Set(accounted)]);
      const counted = [...resourceIds(one).map((id) => `old ${id}`), ...resourceIds(other).map((id) => `new ${id}`)];
      expect(counted).toHaveLength(accounted.length + 2 * JSON.parse(report.toJson()).unchanged);
    });
  });

  test('are safe exactly when assertSafe() passes, and when all that is unsafe is accepted', () => {
    with2((one, other) => {
      const report = upgradeOfTemplates(one, other);
      expect(passes(() => report.assertSafe())).toBe(report.isSafe);
      report.assertSafe({ accepted: Object.fromEntries(report.unsafeChanges.map(({ stack, logicalId }) => [`${stack}.${logicalId}`, 'why'])) });
      expect(report.unsafeChanges.filter(({ role }) => role === ResourceRole.OTHER)).toEqual([]);
    });
  });

  test('fit a terminal', () => {
    with2((one, other) => {
      expect(upgradeOfTemplates(one, other).describe().split('\n').filter((line) => line.length > 80)).toEqual([]);
    });
  });
});

function idsWith(report: UpgradeReport, effect: UpgradeEffect): string[] {
  return report.changes.filter((change) => change.effect === effect).map(({ logicalId }) => logicalId).sort();
}

function movesIn(report: UpgradeReport): string[][] {
  const moved = report.changes.filter(({ effect }) => effect === UpgradeEffect.MOVED);
  return moved.map(({ previousLogicalId, logicalId }) => [previousLogicalId!, logicalId]).sort();
}

function resourceIds({ Resources }: Record<string, unknown>): string[] {
  return Object.entries(Resources as Record<string, { Type: string }>).filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata').map(([id]) => id);
}

function passes(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
