import { changeOf, fileIn, fileWith, newFolder, removeFolders, table, template, upgradeOfTemplates } from './support/apps';
import { ResourceRole, UpdateBehavior, UpgradeEffect, UpgradeReport } from '../../src/upgrade';

afterAll(removeFolders);

const TABLE = 'AWS::DynamoDB::Table';
const named = (name: unknown) => ({ Type: TABLE, Properties: { TableName: name } });
const queue = (properties: object = {}, attributes: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties, ...attributes });

describe('a reference to what is replaced', () => {
  const alarm = (name: unknown) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: name, Threshold: 1 } });

  test.each<[string, unknown]>([
    ['Ref', { Ref: 'T' }],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['T', 'Arn'] }],
    ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'T.Arn' }],
    ['Fn::Sub', { 'Fn::Sub': 'slow-${T}' }],
    ['Fn::Sub with variables', { 'Fn::Sub': ['slow-${Name}', { Name: { Ref: 'T' } }] }],
    ['something in Fn::Join', { 'Fn::Join': ['-', ['slow', { Ref: 'T' }]] }],
  ])('by %s replaces who cannot change it in place', (_, name) => {
    const report = upgradeOfTemplates(template({ T: table('a'), A: alarm(name) }), template({ T: table('b'), A: alarm(name) }));

    expect(changeOf(report, 'AWS::CloudWatch::Alarm')).toMatchObject({
      effect: UpgradeEffect.REPLACED,
      reason: 'AlarmName (T is replaced) cannot change in place; the old one is deleted',
    });
  });

  test('changes everybody else in place', () => {
    const waiting = queue({ KmsMasterKeyId: { Ref: 'T' }, Tags: [{ Key: 'a', Value: { 'Fn::Sub': '${!T}${AWS::Region}' } }] });
    const report = upgradeOfTemplates(template({ T: table('a'), Q: waiting }), template({ T: table('b'), Q: waiting }));

    expect(changeOf(report, 'AWS::SQS::Queue')).toMatchObject({
      effect: UpgradeEffect.IN_PLACE, safe: true, reason: 'KmsMasterKeyId (T is replaced)',
    });
  });

  test('goes on along a chain', () => {
    const resources = (key: string) => template({ T: table(key), One: named({ 'Fn::Sub': '${T}-1' }), Two: named({ 'Fn::GetAtt': ['One', 'Arn'] }) });

    expect(upgradeOfTemplates(resources('a'), resources('b')).changes.map(({ logicalId, effect }) => `${logicalId} ${effect}`))
      .toEqual(['One replaced', 'T replaced', 'Two replaced']);
  });
});

describe('a value that is not in the template', () => {
  test('of a parameter whose definition changes may replace', () => {
    const of = (standard: string) => template({ T: named({ Ref: 'Name' }), Q: queue({ QueueName: 'q', DelaySeconds: { Ref: 'Name' } }) }, {
      Parameters: { Name: { Type: 'String', Default: standard } },
    });
    const report = upgradeOfTemplates(of('a'), of('b'));

    expect(changeOf(report, TABLE)).toMatchObject({
      effect: UpgradeEffect.MAY_BE_REPLACED,
      safe: false,
      reason: "TableName (the parameter 'Name' changes) may replace it; the old one is deleted",
    });
    expect(changeOf(report, 'AWS::SQS::Queue')).toMatchObject({ effect: UpgradeEffect.IN_PLACE });
  });

  test('of a parameter that stays is the same', () => {
    const of = (other: string) => template({ T: named({ Ref: 'Name' }) }, { Parameters: { Name: { Type: 'String' }, Other: { Type: other } } });

    expect(upgradeOfTemplates(of('String'), of('Number')).changes).toEqual([]);
  });

  test('of a condition that changes, also by another condition or a parameter, may replace', () => {
    const of = (environment: string) => template({ T: named({ 'Fn::If': ['IsLarge', 'a', 'b'] }) }, {
      Parameters: { Stage: { Type: 'String', Default: environment } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }, IsLarge: { 'Fn::Not': [{ Condition: 'IsProd' }] } },
    });

    expect(changeOf(upgradeOfTemplates(of('prod'), of('beta')), TABLE)).toMatchObject({
      effect: UpgradeEffect.MAY_BE_REPLACED, reason: "TableName (the condition 'IsLarge' changes) may replace it; the old one is deleted",
    });
  });

  test('of one branch of a condition may be the one that nobody uses', () => {
    const of = (name: string) => template({ T: named({ 'Fn::If': ['IsProd', 'a', name] }) });

    expect(changeOf(upgradeOfTemplates(of('b'), of('c')), TABLE)).toMatchObject({ effect: UpgradeEffect.MAY_BE_REPLACED, safe: false });
  });

  test('of both branches is another one for certain', () => {
    const of = (version: number) => template({ T: named({ 'Fn::If': ['IsProd', `a${version}`, `b${version}`] }) });

    expect(changeOf(upgradeOfTemplates(of(1), of(2)), TABLE)).toMatchObject({ effect: UpgradeEffect.REPLACED });
  });

  test('of a mapping that changes may replace', () => {
    const of = (name: string) => template({ T: named({ 'Fn::FindInMap': ['Names', { Ref: 'AWS::Region' }, 'table'] }) }, {
      Mappings: { Names: { 'eu-west-1': { table: name } } },
    });

    expect(changeOf(upgradeOfTemplates(of('a'), of('b')), TABLE)).toMatchObject({
      effect: UpgradeEffect.MAY_BE_REPLACED, reason: "TableName (the mapping 'Names' changes) may replace it; the old one is deleted",
    });
  });
});

describe('a condition on a resource', () => {
  const of = (condition?: string, definition = 'prod') => template({ T: table('a', condition ? { Condition: condition } : {}) }, {
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, definition] }, IsOther: { 'Fn::Equals': ['a', 'a'] } },
  });

  test.each([
    ['is new', of(), of('IsProd')],
    ['is another one', of('IsOther'), of('IsProd')],
    ['says something else', of('IsProd', 'beta'), of('IsProd')],
  ])('may delete it when it %s', (_, before, after) => {
    expect(changeOf(upgradeOfTemplates(before, after), TABLE)).toMatchObject({
      effect: UpgradeEffect.MAY_BE_DELETED, safe: false, reason: "where the condition 'IsProd' does not hold, it goes; the old one is deleted",
    });
  });

  test('deletes nothing when it is gone, or stays', () => {
    expect(changeOf(upgradeOfTemplates(of('IsProd'), of()), TABLE)).toMatchObject({
      effect: UpgradeEffect.IN_PLACE, safe: true, reason: 'no condition decides any more whether it is there',
    });
    expect(upgradeOfTemplates(of('IsProd'), of('IsProd')).changes).toEqual([]);
  });
});

describe('a resource that moved', () => {
  test('has to have the same properties', () => {
    const report = upgradeOfTemplates(template({ T: table('a'), R: { Type: 'AWS::IAM::Role' } }), template({ N: table('b'), R: { Type: 'AWS::IAM::Role' } }));

    expect(report.changes.map(({ logicalId, effect }) => `${logicalId} ${effect}`)).toEqual(['T deleted', 'N added']);
  });

  test('may have other tags, and references to others that moved', () => {
    const of = (prefix: string) => template({
      [`${prefix}Key`]: { Type: 'AWS::KMS::Key', Properties: { Tags: [{ Key: 'Name', Value: prefix }] } },
      [`${prefix}Queue`]: queue({ KmsMasterKeyId: { 'Fn::GetAtt': [`${prefix}Key`, 'Arn'] } }),
    });

    expect(upgradeOfTemplates(of('Old'), of('New')).changes.map(({ previousLogicalId, logicalId, effect }) => [previousLogicalId, logicalId, effect])).toEqual([
      ['OldKey', 'NewKey', 'moved'], ['OldQueue', 'NewQueue', 'moved'],
    ]);
  });

  test('stays when the stack is refactored', () => {
    const of = (id: string, extra: object) => template({ [id]: table('a', extra), Q: queue({ QueueName: { Ref: id } }, { DependsOn: id }) });
    const report = upgradeOfTemplates(of('Old', {}), of('New', {}), { refactor: { Old: 'New' } });

    expect(report.changes).toMatchObject([{
      logicalId: 'New', previousLogicalId: 'Old', effect: UpgradeEffect.REFACTORED, safe: true, reason: 'its logical id was Old',
    }]);
    expect(upgradeOfTemplates(of('Old', {}), of('New', { DeletionPolicy: 'Retain' }), { refactor: { Old: 'New' } }).changes).toMatchObject([
      { logicalId: 'New', previousLogicalId: 'Old', effect: UpgradeEffect.IN_PLACE, reason: 'DeletionPolicy' },
    ]);
  });

  test('may be refactored into another stack', () => {
    const [old, now] = [['One', 'T'], ['Two', 'N']].map(([holder, id]) => {
      const folder = newFolder();
      ['One', 'Two'].forEach((name) => fileIn(folder, `${name}.template.json`, template({ R: { Type: 'AWS::IAM::Role' }, ...name === holder && { [id]: table('a') } })));
      return folder;
    });

    expect(UpgradeReport.ofAssemblies(old, now).changes.map(({ stack, effect }) => `${stack} ${effect}`)).toEqual(['One deleted', 'Two added']);
    expect(UpgradeReport.ofAssemblies(old, now, { refactor: { 'One.T': 'Two.N' } }).changes).toMatchObject([
      { stack: 'Two', logicalId: 'N', previousLogicalId: 'T', effect: UpgradeEffect.REFACTORED },
    ]);
  });

  test('has to be there', () => {
    const [before, after] = [template({ Old: table('a') }), template({ New: table('a') })];

    expect(() => upgradeOfTemplates(before, after, { refactor: { Odl: 'New' } })).toThrow(
      "'refactor' must name resources that are there before the upgrade, got 'Odl', and there is none [at UpgradeReport.ofTemplateObjects()]");
    expect(() => upgradeOfTemplates(before, after, { refactor: { Old: 'Nwe' } })).toThrow(
      "'refactor' must name resources that are there after the upgrade, got 'Nwe', and there is none [at UpgradeReport.ofTemplateObjects()]");
  });
});

describe('a refactoring', () => {
  const [old, other] = [{ Type: TABLE, Properties: { TableName: 'a' } }, { Type: TABLE, Properties: { TableName: 'b' } }];
  const refactor = (before: Record<string, object>, after: Record<string, object>, moves: unknown) => () => (
    upgradeOfTemplates(template(before), template(after), { refactor: moves as Record<string, string> }));

  test('does not drop one resource on top of another', () => {
    expect(refactor({ A: old, B: other }, { N: old }, { A: 'N', B: 'N' })).toThrow(
      "'refactor' must move each resource once, and to a place of its own, got 'Stack.A' to 'Stack.N' and 'Stack.B' to 'Stack.N' [at UpgradeReport.");
    expect(refactor({ A: old }, { M: old, N: old }, { 'A': 'M', 'Stack.A': 'N' })).toThrow("got 'Stack.A' to 'Stack.M' and 'Stack.A' to 'Stack.N' [at");
    expect(refactor({ A: old, B: other }, { B: old }, { A: 'B' })).toThrow(
      "'refactor' must move 'Stack.A' to a free place, got 'Stack.B', which is there before the upgrade and stays [at UpgradeReport.ofTemplateObjects()]");
  });

  test('moves into a place that another one leaves', () => {
    expect(refactor({ A: old, B: other }, { A: other, B: old }, { A: 'B', B: 'A' })().isSafe).toBe(true);
    expect(refactor({ A: old, B: other }, { B: old, C: other }, { A: 'B', B: 'C' })().isSafe).toBe(true);
    expect(refactor({ A: old }, { A: old }, { A: 'A' })().isSafe).toBe(true);
  });

  test.each([[['A'], '["A"]'], ['A=N', '"A=N"'], [null, 'null']])('has to be an object, and not %j', (moves, shown) => {
    expect(refactor({ A: old }, { N: old }, moves)).toThrow(`'refactor' must be an object with a text for each id, got ${shown} [at`);
  });

  test('has to name resources by texts', () => {
    expect(refactor({ A: old }, { N: old }, { A: 1 })).toThrow("'refactor' must name resources by texts, got 1 [at UpgradeReport.ofTemplateObjects()]");
  });
});

describe('what is not known', () => {
  test('is not safe where something may be lost', () => {
    const of = (value: number) => template({ T: { Type: TABLE, Properties: { NewerThanTheLibrary: value } } });

    expect(upgradeOfTemplates(of(1), of(2)).unsafeChanges).toMatchObject([{
      effect: UpgradeEffect.UNKNOWN, reason: 'nothing is known of NewerThanTheLibrary', properties: [{ behavior: UpdateBehavior.UNKNOWN }],
    }]);
  });

  test('is a loop of the language extensions', () => {
    const of = (type: string) => template({ 'Fn::ForEach::Topics': ['Name', ['a', 'b'], { 'Topic${Name}': { Type: type } }] as never });

    expect(upgradeOfTemplates(of('AWS::SNS::Topic'), of('AWS::SQS::Queue')).changes).toMatchObject([{ resourceType: 'Fn::ForEach', role: ResourceRole.STATEFUL, safe: false }]);
    expect(upgradeOfTemplates(of('AWS::SNS::Topic'), of('AWS::SNS::Topic')).changes).toEqual([]);
  });

  test('is what a macro puts into the template', () => {
    const of = (file: string) => template({ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: `s3://shared/${file}` } } });

    expect(upgradeOfTemplates(of('a.yaml'), of('b.yaml')).changes).toMatchObject([{
      effect: UpgradeEffect.UNKNOWN, safe: false, reason: 'nothing is known of Macro: a macro makes the resources, when the stack is deployed',
    }]);
    expect(upgradeOfTemplates(of('a.yaml'), of('a.yaml')).changes).toEqual([]);
  });

  test('is what the Serverless Application Model makes of its types, and so of what names them', () => {
    const of = (key: string, runtime: string) => template({
      Jobs: { Type: 'AWS::Serverless::SimpleTable', Properties: { PrimaryKey: { Name: key, Type: 'String' } } },
      Work: { Type: 'AWS::Serverless::Function', Properties: { Runtime: runtime } },
      Next: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Work' } } },
    }, { Transform: 'AWS::Serverless-2016-10-31' });

    expect(upgradeOfTemplates(of('id', 'nodejs22.x'), of('order', 'nodejs24.x')).changes).toMatchObject([
      { logicalId: 'Jobs', effect: UpgradeEffect.UNKNOWN, safe: false, reason: 'nothing is known of PrimaryKey: a macro makes the resources, when the stack is deployed' },
      { logicalId: 'Work', effect: UpgradeEffect.UNKNOWN, safe: true },
    ]);
  });
});

describe('values that CloudFormation takes for the same', () => {
  test('are no change', () => {
    const of = (properties: object, attributes: object) => template({ Q: queue(properties, attributes), One: queue(), Two: queue() });
    const [before, after] = [
      of({ DelaySeconds: 5, FifoQueue: true, QueueName: { 'Fn::GetAtt': 'One.QueueName' } }, { DependsOn: ['One', 'Two'] }),
      of({ QueueName: { 'Fn::GetAtt': ['One', 'QueueName'] }, FifoQueue: 'true', DelaySeconds: '5' }, { DependsOn: ['Two', 'One'] }),
    ];

    expect(upgradeOfTemplates(before, after).changes).toEqual([]);
  });
});

describe('what aws cloudformation get-template writes', () => {
  test('is taken as it is', () => {
    const old = fileWith('deployed.json', { TemplateBody: template({ T: table('a') }), StagesAvailable: ['Original'] });
    const text = fileWith('deployed.json', { TemplateBody: JSON.stringify(template({ T: table('a') })) });
    const now = fileWith('Orders.template.json', template({ T: table('b') }));

    expect(UpgradeReport.ofTemplates(old, now).changes).toMatchObject([{ stack: 'Orders', effect: UpgradeEffect.REPLACED }]);
    expect(UpgradeReport.ofTemplates(text, now).changes).toMatchObject([{ stack: 'Orders', effect: UpgradeEffect.REPLACED }]);
  });
});
