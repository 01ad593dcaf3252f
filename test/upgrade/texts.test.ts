import { table, template, upgradeOfTemplates } from './support/apps';

const pathed = (path: string) => ({ Metadata: { 'aws:cdk:path': path } });

const before = template({
  Old: table('a', { ...pathed('Orders/Old/Resource'), DeletionPolicy: 'Retain' }),
  Carts: table('a', pathed('Orders/Carts/Resource')),
  Rule: { Type: 'AWS::ElasticLoadBalancingV2::ListenerRule', Properties: { Priority: 1 } },
  Job: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 256 } },
  Role: { Type: 'AWS::IAM::Role' },
});
const after = template({
  New: table('a', { ...pathed('Orders/New/Resource'), DeletionPolicy: 'Retain' }),
  Carts: table('b', pathed('Orders/Carts/Resource')),
  Rule: { Type: 'AWS::ElasticLoadBalancingV2::ListenerRule', Properties: { Priority: 2 } },
  Job: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } },
  Role: { Type: 'AWS::IAM::Role' },
});
const report = upgradeOfTemplates(before, after);

describe('the table', () => {
  test('has what holds data first, then what serves traffic, and of each the worst', () => {
    expect(report.describe().split('\n')).toEqual([
      'UNSAFE: 2 of 4 changes (!)',
      '1 replaced, 1 moved, 2 in place, 1 unchanged',
      '',
      'Holds data',
      '! replaced        AWS::DynamoDB::Table',
      '                  Stack.Carts',
      '                  Orders/Carts/Resource',
      '                  KeySchema cannot change in place; the old one is deleted',
      '! moved           AWS::DynamoDB::Table',
      '                  Stack.New',
      '                  Orders/New/Resource',
      '                  its logical id was Old, so there will be a new one; the old',
      '                  one stays outside of the stack, by its DeletionPolicy',
      '',
      'Serves traffic',
      '  in place        AWS::ElasticLoadBalancingV2::ListenerRule',
      '                  Stack.Rule',
      '                  Priority',
      '',
      'Everything else',
      '  in place        AWS::Lambda::Function',
      '                  Stack.Job',
      '                  MemorySize',
    ]);
  });

  test('of nothing is short', () => {
    expect(upgradeOfTemplates(before, before).describe()).toBe('Safe\n5 unchanged');
  });
});

describe('the JSON', () => {
  test('is the same for the same templates, whatever the order of their keys', () => {
    const reversed = template(Object.fromEntries(Object.entries(after.Resources as object).reverse()));

    expect(upgradeOfTemplates(before, reversed).toJson()).toBe(report.toJson());
  });

  test('has all that the report has', () => {
    expect(JSON.parse(report.toJson())).toEqual({
      safe: false, unchanged: 1, newStacks: [], goneStacks: [], changes: JSON.parse(JSON.stringify(report.changes)),
    });
    expect(Object.keys(JSON.parse(report.toJson()).changes[0])).toEqual([
      'stack', 'logicalId', 'resourceType', 'constructPath', 'effect', 'role', 'reason', 'safe', 'retained', 'properties',
    ]);
  });
});

describe('the assertion', () => {
  const messageOf = (accepted?: Record<string, string>) => {
    try {
      report.assertSafe({ accepted });
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };

  test('lists what is unsafe, and how to accept it', () => {
    expect(messageOf()?.split('\n')).toEqual([
      'This upgrade is unsafe: 2 resources that hold data or serve traffic do not stay in place.',
      '',
      '! replaced        AWS::DynamoDB::Table',
      '                  Stack.Carts',
      '                  Orders/Carts/Resource',
      '                  KeySchema cannot change in place; the old one is deleted',
      '! moved           AWS::DynamoDB::Table',
      '                  Stack.New',
      '                  Orders/New/Resource',
      '                  its logical id was Old, so there will be a new one; the old',
      '                  one stays outside of the stack, by its DeletionPolicy',
      '',
      'If that is what you want, accept each by its id, with the reason, in assertSafe():',
      "  accepted = { 'Stack.Carts': 'why', 'Stack.New': 'why' }",
      'or on the command line:',
      "  --accept 'Stack.Carts=why'",
      "  --accept 'Stack.New=why'",
      'What moved to another logical id stays if the stack is refactored first (cdk refactor). Then say so:',
      "  refactor = { 'Stack.Old': 'Stack.New' }",
      'or on the command line:',
      "  --refactor 'Stack.Old=Stack.New'",
    ]);
  });

  test('lists only what nobody accepted', () => {
    expect(messageOf({ 'Stack.Carts': 'made again every night' })).toContain('1 resource that holds data or serves traffic does not stay in place');
    expect(messageOf({ 'Carts': 'made again every night', 'Stack.Old': 'copied' })).toBeUndefined();
  });

  test('takes no acceptance without a reason', () => {
    expect(messageOf({ Carts: ' ' })).toBe("'accepted' must give a reason for 'Carts', got \" \" [at UpgradeReport.assertSafe()]");
  });

  test.each([['Carts=why'], [['Carts']]])('takes no acceptances that are %j', (accepted) => {
    expect(messageOf(accepted as never)).toBe(`'accepted' must be an object with a text for each id, got ${JSON.stringify(accepted)} [at UpgradeReport.assertSafe()]`);
  });

  test('takes no acceptance that nothing needs: a typo, what is safe, or what an upgrade of last year needed', () => {
    const needless = (ids: string) => `'accepted' must name unsafe changes, got ${ids}, and there is none. `
      + `Take ${ids.includes(',') ? 'them' : 'it'} out: what stays here takes the next loss for wanted [at UpgradeReport.assertSafe()]`;

    expect(messageOf({ Crats: 'typo' })).toBe(needless("'Crats'"));
    expect(messageOf({ Rule: 'safe', Role: 'unchanged' })).toBe(needless("'Rule', 'Role'"));
    expect(() => upgradeOfTemplates(before, before).assertSafe({ accepted: { Carts: 'done' } })).toThrow(needless("'Carts'"));
  });

  test('passes an upgrade that is safe', () => {
    expect(() => upgradeOfTemplates(before, before).assertSafe()).not.toThrow();
  });
});
