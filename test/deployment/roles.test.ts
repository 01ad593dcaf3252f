import { Aspects, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { BlueGreenEc2Service, BlueGreenFargateService, DeploymentEngine, ManualApproval, ServiceImage } from '../../src/deployment';
import { ContainerRepository } from '../../src/registry';
import { prodStack } from '../support/stacks';

/** Services that between them make every role of the room. */
function everyRole(): Stack {
  const stack = prodStack();
  const image = ServiceImage.fromRegistry('nginx');
  new BlueGreenFargateService(stack, 'Web', {
    image: ServiceImage.released(new ContainerRepository(stack, 'Images')),
    migration: { command: ['migrate'] },
    smokeTest: {},
    approval: ManualApproval.required({ notify: new sns.Topic(stack, 'Topic') }),
  });
  new BlueGreenFargateService(stack, 'Old', { image, engine: DeploymentEngine.codeDeploy() });
  new BlueGreenEc2Service(stack, 'Batch', { image });
  return stack;
}

function rolesOf(stack: Stack): [string, any][] {
  const roles = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  expect(roles.length).toBeGreaterThan(8);
  return roles.map(([id, { Properties }]) => [id, Properties]);
}

describe('every role of a service', () => {
  test('has the tags of the app', () => {
    const stack = everyRole();
    Tags.of(stack).add('app', 'shop');
    for (const [id, { Tags: tags }] of rolesOf(stack)) { expect([id, tags]).toEqual([id, [{ Key: 'app', Value: 'shop' }]]); }
  });

  test('has the permissions boundary of the app', () => {
    const stack = everyRole();
    iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'));
    for (const [id, role] of rolesOf(stack)) {
      expect([id, JSON.stringify(role.PermissionsBoundary ?? '')]).toEqual([id, expect.stringContaining(':policy/boundary')]);
    }
  });

  test('is seen by aspects', () => {
    const stack = everyRole();
    const seen = new Set<string>();
    Aspects.of(stack).add({ visit: (node: IConstruct) => { if (node instanceof iam.CfnRole) { seen.add(stack.resolve(node.logicalId)); } } });
    const roles = rolesOf(stack).map(([id]) => id);
    expect([...seen].sort()).toEqual(roles.sort());
  });

  test('that Amazon ECS or CodeDeploy takes on, or an application, is for this account alone', () => {
    const trusts = rolesOf(everyRole()).flatMap(([id, { AssumeRolePolicyDocument: trust }]) => (
      trust.Statement.map((statement: any) => ({ id, ...statement }))));
    const taken = trusts.filter(({ id, Principal }) => /^(ecs|codedeploy)\./.test(Principal.Service) || /TaskRole/.test(id));
    expect(taken.length).toBeGreaterThan(5);
    for (const { id, Condition } of taken) { expect([id, Condition]).toEqual([id, { StringEquals: { 'aws:SourceAccount': '111111111111' } }]); }
  });
});
