import { loadResourceModel } from '@aws-cdk/cloudformation-diff/lib/diff/util';
import { template, upgradeOfTemplates } from './support/apps';
import { ResourceRole, UpgradeEffect } from '../../src/upgrade';
import { roleOfType, TYPES_WITH_A_ROLE } from '../../src/upgrade/private/roles';
import { LOCKED_TYPES } from '../golden/golden';

/** Types that AWS says hold data, and that are none of these here. */
const OTHERWISE = {
  // It holds what is in it, and that is looked at.
  'AWS::CloudFormation::Stack': ResourceRole.OTHER,
};

describe('the role of a type', () => {
  test('is one of a type that exists', () => {
    const gone = ['AWS::QLDB::Ledger', 'AWS::SDB::Domain'];
    expect(TYPES_WITH_A_ROLE.filter((type) => !type.endsWith('*') && !gone.includes(type) && !loadResourceModel(type))).toEqual([]);
  });

  test.each([...LOCKED_TYPES])('of %s is one that counts', (type) => {
    expect(roleOfType(type)).not.toBe(ResourceRole.OTHER);
  });

  test('is stateful wherever AWS says so', () => {
    const { loadAwsServiceSpecSync } = jest.requireActual(require.resolve('@aws-cdk/aws-service-spec', {
      paths: [require.resolve('@aws-cdk/cloudformation-diff/package.json')],
    }));
    const types: string[] = loadAwsServiceSpecSync().all('resource').filter(({ isStateful }: { isStateful?: boolean }) => isStateful)
      .map(({ cloudFormationType }: { cloudFormationType: string }) => cloudFormationType);

    expect(types.length).toBeGreaterThan(20);
    expect(types.filter((type) => !(type in OTHERWISE) && roleOfType(type) !== ResourceRole.STATEFUL)).toEqual([]);
  });

  test.each([
    ['AWS::GlobalAccelerator::Listener', ResourceRole.TRAFFIC_SERVING],
    ['AWS::Serverless::SimpleTable', ResourceRole.STATEFUL],
    ['AWS::Serverless::Function', ResourceRole.OTHER],
    ['AWS::IAM::Role', ResourceRole.OTHER],
    ['AWS::ECS::TaskDefinition', ResourceRole.OTHER],
    ['AWS::Lambda::Version', ResourceRole.OTHER],
    ['AWS::ApiGateway::Deployment', ResourceRole.OTHER],
    ['AWS::RDS::DBProxy', ResourceRole.TRAFFIC_SERVING],
    ['AWS::S3Vectors::Index', ResourceRole.STATEFUL],
    ['AWS::CloudFormation::CustomResource', ResourceRole.OTHER],
    ['Custom::DynamoDB::Table', ResourceRole.OTHER],
    ['Custom::DynamoDBReplica', ResourceRole.STATEFUL],
    ['Alexa::ASK::Skill', ResourceRole.OTHER],
  ])('of %s is %s', (type, role) => {
    expect(roleOfType(type)).toBe(role);
  });

  test.each(['AWS::Brandnew::Database', 'AWS::S3::Brandnew', 'MongoDB::Atlas::Cluster', 'My::Own::Shop::MODULE', 'AWS::constructor::name', 'Nonsense'])(
    'of %s is not known, so it may hold data', (type) => {
      expect(roleOfType(type)).toBe(ResourceRole.STATEFUL);
    });
});

describe('a resource of a type that nobody knows', () => {
  const cluster = (name: string) => ({ Type: 'MongoDB::Atlas::Cluster', Properties: { Name: name } });
  const topic = { Type: 'AWS::SNS::Topic' };

  test('is unsafe when it goes, moves, or changes', () => {
    const changes = [template({ Y: topic }), template({ Y: topic, N: cluster('a') }), template({ Y: topic, C: cluster('b') })]
      .flatMap((after) => upgradeOfTemplates(template({ Y: topic, C: cluster('a') }), after).changes);

    expect(changes.map(({ effect, safe, reason }) => [effect, safe, reason])).toEqual([
      [UpgradeEffect.DELETED, false, 'it is no longer in the template; the old one is deleted'],
      [UpgradeEffect.MOVED, false, 'its logical id was C, so there will be a new one; the old one is deleted'],
      [UpgradeEffect.UNKNOWN, false, 'nothing is known of Name: the type is not one of AWS'],
    ]);
  });

  test('is safe when it is new', () => {
    expect(upgradeOfTemplates(template({ Y: topic }), template({ Y: topic, C: cluster('a') })).isSafe).toBe(true);
  });
});
