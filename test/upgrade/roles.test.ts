import { loadResourceModel } from '@aws-cdk/cloudformation-diff/lib/diff/util';
import { ResourceRole } from '../../src/upgrade';
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
    ['Custom::DynamoDB::Table', ResourceRole.OTHER],
    ['Vendor::DynamoDB::Table', ResourceRole.OTHER],
  ])('of %s is %s', (type, role) => {
    expect(roleOfType(type)).toBe(role);
  });
});
