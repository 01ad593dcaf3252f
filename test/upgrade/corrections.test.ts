import { loadResourceModel } from '@aws-cdk/cloudformation-diff/lib/diff/util';
import { Stack } from 'aws-cdk-lib';
import { removeFolders, template, upgradeOf, upgradeOfTemplates } from './support/apps';
import { ServiceNetwork } from '../../src/network';
import { UpgradeEffect, UpgradeReport } from '../../src/upgrade';
import { CORRECTIONS } from '../../src/upgrade/private/corrections';

afterAll(removeFolders);

const resource = (type: string, properties: object, attributes: object = {}) => ({ R: { Type: type, Properties: properties, ...attributes } });

/** What happens to a resource whose properties change. */
function change(type: string, before: object, after: object, attributes: object = {}): [string, string] {
  const { effect, reason } = upgradeOfTemplates(template(resource(type, before, attributes)), template(resource(type, after, attributes))).changes[0];
  return [effect, reason];
}

describe('what the documentation says and the specification does not', () => {
  test.each(Object.entries(CORRECTIONS))('is of properties that %s has, with the page that says so', (type, properties) => {
    expect(Object.keys(properties).filter((name) => !loadResourceModel(type)!.properties[name])).toEqual([]);
    Object.values(properties).forEach(({ page }) => expect(page).toMatch(/^aws-(resource|properties|attribute)-[\w-]+\.html(#[\w-]+)?$/));
  });

  test.each([['AWS::OpenSearchService::Domain', 'EngineVersion'], ['AWS::Elasticsearch::Domain', 'ElasticsearchVersion']])(
    'the engine of %s stays with its data only if a policy says so', (type, name) => {
      const raise = (policy: object) => change(type, { [name]: 'OpenSearch_2.17' }, { [name]: 'OpenSearch_2.19' }, policy)[0];

      expect(raise({})).toBe(UpgradeEffect.REPLACED);
      expect(raise({ UpdatePolicy: { EnableVersionUpgrade: false } })).toBe(UpgradeEffect.REPLACED);
      expect(raise({ UpdatePolicy: { EnableVersionUpgrade: true } })).toBe(UpgradeEffect.IN_PLACE);
      expect(raise({ UpdatePolicy: { EnableVersionUpgrade: 'true' } })).toBe(UpgradeEffect.IN_PLACE);
      expect(raise({ UpdatePolicy: { EnableVersionUpgrade: { 'Fn::If': ['IsProd', true, false] } } })).toBe(UpgradeEffect.MAY_BE_REPLACED);
    });

  test('a search domain is replaced for another encryption, and when it leaves its network', () => {
    const domain = (before: object, after: object) => change('AWS::OpenSearchService::Domain', before, after)[0];

    expect(domain({}, { EncryptionAtRestOptions: { Enabled: true } })).toBe(UpgradeEffect.IN_PLACE);
    expect(domain({ EncryptionAtRestOptions: { Enabled: true } }, { EncryptionAtRestOptions: { Enabled: false } })).toBe(UpgradeEffect.REPLACED);
    expect(domain({ VPCOptions: { SubnetIds: ['a'] } }, { VPCOptions: { SubnetIds: ['b'] } })).toBe(UpgradeEffect.IN_PLACE);
    expect(domain({ VPCOptions: { SubnetIds: ['a'] } }, {})).toBe(UpgradeEffect.REPLACED);
  });

  test.each([
    ['added', [], ['one']], ['removed', ['one'], []], ['another', ['one'], ['two']],
  ])('a table may be replaced for a local index that is %s', (_, before, after) => {
    const indexes = (names: string[]) => (names.length > 0 ? { LocalSecondaryIndexes: names.map((IndexName) => ({ IndexName })) } : {});

    expect(change('AWS::DynamoDB::Table', indexes(before), indexes(after))).toEqual([
      UpgradeEffect.MAY_BE_REPLACED, 'LocalSecondaryIndexes (a table has those that it was made with) may replace it; the old one is deleted',
    ]);
  });

  test('a table is replaced for another type of an attribute, and not for another attribute', () => {
    const attributes = (...types: string[]) => ({ AttributeDefinitions: types.map((AttributeType, index) => ({ AttributeName: `a${index}`, AttributeType })) });

    expect(change('AWS::DynamoDB::Table', attributes('S'), attributes('N'))[0]).toBe(UpgradeEffect.REPLACED);
    expect(change('AWS::DynamoDB::Table', attributes('S'), attributes('S', 'N'))[0]).toBe(UpgradeEffect.IN_PLACE);
    expect(change('AWS::DynamoDB::Table', attributes('S', 'N'), attributes('S'))[0]).toBe(UpgradeEffect.IN_PLACE);
  });

  test.each([
    ['AWS::KMS::Key', 'KeySpec', 'SYMMETRIC_DEFAULT', 'RSA_2048'], ['AWS::KMS::Key', 'MultiRegion', false, true],
    ['AWS::Logs::LogGroup', 'LogGroupClass', 'STANDARD', 'INFREQUENT_ACCESS'],
  ])('%s refuses another %s than the one that it has', (type, name, byDefault, other) => {
    expect(change(type, { [name]: byDefault }, { [name]: other })).toEqual([
      UpgradeEffect.MAY_BE_REPLACED, `CloudFormation refuses another ${name}; the deployment fails and the old one stays`,
    ]);
    expect(change(type, {}, { [name]: other })[0]).toBe(UpgradeEffect.MAY_BE_REPLACED);
    expect(change(type, {}, { [name]: byDefault })[0]).toBe(UpgradeEffect.IN_PLACE);
  });

  test('a network speaks IPv6 later, in the subnets that are there', () => {
    const network = (dualStack: boolean) => (stack: Stack) => { new ServiceNetwork(stack, 'Network', { dualStack }); };
    const report = upgradeOf(network(false), network(true));

    expect(report.unsafeChanges).toEqual([]);
    expect(report.changes.filter(({ resourceType }) => resourceType === 'AWS::EC2::Subnet').map(({ effect }) => effect)).toEqual(Array(6).fill(UpgradeEffect.IN_PLACE));
    expect(upgradeOf(network(true), network(false)).unsafeChanges.map(({ effect }) => effect)).toContain(UpgradeEffect.MAY_BE_REPLACED);
  });
});

describe('a group of instances', () => {
  const replacing = (value: unknown) => ({ UpdatePolicy: { AutoScalingReplacingUpdate: { WillReplace: value } } });
  const group = (properties: object, attributes: object = {}) => resource('AWS::AutoScaling::AutoScalingGroup', properties, attributes);
  const effectOf = (report: UpgradeReport) => report.effectOn('R');

  test.each(['LaunchConfigurationName', 'LaunchTemplate', 'PlacementGroup', 'VPCZoneIdentifier'])('is replaced for another %s if a policy says so', (name) => {
    const of = (attributes: object) => change('AWS::AutoScaling::AutoScalingGroup', { [name]: 'a' }, { [name]: 'b' }, attributes)[0];

    expect(of(replacing(true))).toBe(UpgradeEffect.REPLACED);
    expect(of(replacing({ Ref: 'Replace' }))).toBe(UpgradeEffect.MAY_BE_REPLACED);
    expect(of(replacing(false))).toBe(UpgradeEffect.IN_PLACE);
    expect(of({ UpdatePolicy: { AutoScalingRollingUpdate: { MaxBatchSize: 1 } } })).toBe(UpgradeEffect.IN_PLACE);
    expect(of({})).toBe(UpgradeEffect.IN_PLACE);
  });

  test('stays when it gets more instances', () => {
    expect(change('AWS::AutoScaling::AutoScalingGroup', { MaxSize: '2' }, { MaxSize: '3' }, replacing(true))[0]).toBe(UpgradeEffect.IN_PLACE);
  });

  test.each<[string, unknown]>([
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Launch', 'LatestVersionNumber'] }], ['Fn::Sub', { 'Fn::Sub': '${Launch.LatestVersionNumber}' }],
  ])('is replaced when its launch template has another version, by %s', (_, version) => {
    const of = (type: string, policy: object) => template({
      Launch: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { InstanceType: type } } },
      ...group({ LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' }, Version: version } }, policy),
    });
    const report = upgradeOfTemplates(of('t3.micro', replacing(true)), of('t3.small', replacing(true)));

    expect(report.unsafeChanges).toMatchObject([{
      logicalId: 'R', effect: UpgradeEffect.REPLACED, reason: 'LaunchTemplate (Launch gets another version) cannot change in place; the old one is deleted',
    }]);
    expect(effectOf(upgradeOfTemplates(of('t3.micro', {}), of('t3.small', {})))).toBe(UpgradeEffect.IN_PLACE);
  });

  test('stays when it names the launch template and a version of its own', () => {
    const of = (type: string) => template({
      Launch: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { InstanceType: type } } },
      ...group({ LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' }, Version: '1' } }, replacing(true)),
    });

    expect(effectOf(upgradeOfTemplates(of('t3.micro'), of('t3.small')))).toBe(UpgradeEffect.UNCHANGED);
  });
});
