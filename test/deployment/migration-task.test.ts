import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { detailsOf, hooksIn, service, serviceIn, textOf } from './fixtures/hooks';
import { ContainerRepository } from '../../src';
import { BlueGreenEc2Service, DeploymentPlan, MigrationTask, ServiceImage } from '../../src/deployment';
import { onlyResource, prodStack } from '../support/stacks';

const migration: MigrationTask = { command: ['bin/migrate', '--all'] };

/** What the function that migrates may do for services, as policies by logical id. */
function permissionsIn(stack: Stack): [string, any[]][] {
  return Object.entries(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))
    .filter(([, policy]) => policy.Properties.Roles)
    .map(([id, policy]) => [id, policy.Properties.PolicyDocument.Statement]);
}

describe('MigrationTask', () => {
  test('runs before tasks of the new version start, in the hook that refuses versions: one that is refused must not migrate', () => {
    const stack = prodStack();
    serviceIn(stack, { migration });
    const [hook, ...others] = hooksIn(stack);
    expect(others).toEqual([]);
    expect(hook.LifecycleStages).toEqual(['PRE_SCALE_UP']);
    expect(detailsOf(hook)).toMatchObject({ container: 'app', command: ['bin/migrate', '--all'], timeoutMinutes: '30', alarms: expect.any(Array) });
  });

  test('may take as long as told, after the time that alarms may take to end', () => {
    const stack = prodStack();
    serviceIn(stack, { migration: { ...migration, timeout: Duration.hours(2) } });
    const [hook] = hooksIn(stack);
    expect(hook.TimeoutConfiguration).toEqual({ TimeoutInMinutes: 135, Action: 'ROLLBACK' });
    expect(detailsOf(hook).timeoutMinutes).toBe('120');
  });

  test('may run any revision of this task definition, on this cluster, with its two roles', () => {
    const stack = prodStack();
    serviceIn(stack, { migration });
    const [[, statements]] = permissionsIn(stack);
    expect(statements).toHaveLength(3);
    const onCluster = { ArnEquals: { 'ecs:cluster': { 'Fn::GetAtt': [expect.stringContaining('ServiceCluster'), 'Arn'] } } };
    expect(statements[0]).toMatchObject({ Action: 'ecs:RunTask', Condition: onCluster });
    expect(textOf(statements[0].Resource)).toBe('arn:<AWS::Partition>:ecs:eu-west-1:111111111111:task-definition/ProdWebTask17C7422D:*');
    expect(statements[1]).toMatchObject({ Action: ['ecs:ListTasks', 'ecs:DescribeTasks'], Resource: '*', Condition: onCluster });
    expect(statements[2]).toMatchObject({ Action: 'iam:PassRole', Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } });
    expect(statements[2].Resource.map(textOf)).toEqual([expect.stringContaining('TaskRole'), expect.stringContaining('ExecutionRole')]);
  });

  test('finds its permissions at the first deployment', () => {
    const stack = prodStack();
    serviceIn(stack, { migration });
    expect(onlyResource(Template.fromStack(stack), 'AWS::ECS::Service').DependsOn).toContain(permissionsIn(stack)[0][0]);
  });

  test('splits the permissions of many services, for a policy is small and a role has few', () => {
    const stack = prodStack();
    Array.from({ length: 10 }, (_, index) => serviceIn(stack, { migration }, `AServiceWithALongName${index}`));
    const policies = permissionsIn(stack);
    expect(policies.map(([, statements]) => statements.filter(({ Action }) => Action === 'ecs:RunTask').length)).toEqual([8, 2]);
    for (const [, statements] of policies) {
      // What IAM counts is shorter than this: references become names of about 100 characters.
      expect(statements.map((statement) => JSON.stringify(statement)).join('').replace(/\{"Fn::GetAtt":\[[^\]]*\]\}/g, 'x'.repeat(110)).length).toBeLessThan(6144);
    }
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
  });

  test('knows the placeholder, which has nothing to migrate', () => {
    const stack = prodStack();
    serviceIn(stack, { migration, image: ServiceImage.released(new ContainerRepository(stack, 'Images')) });
    expect(detailsOf(hooksIn(stack)[0])).toMatchObject({ placeholder: 'public.ecr.aws/docker/library/busybox:stable', command: ['bin/migrate', '--all'] });
  });

  test('runs on EC2 instances as well', () => {
    const stack = prodStack();
    new BlueGreenEc2Service(stack, 'Web', { image: ServiceImage.fromRegistry('nginx'), migration });
    expect(detailsOf(hooksIn(stack)[0]).command).toEqual(['bin/migrate', '--all']);
  });

  test('takes a command that is not known yet', () => {
    const stack = prodStack();
    serviceIn(stack, { migration: { command: Lazy.list({ produce: () => ['late', 'command'] }) } });
    expect(detailsOf(hooksIn(stack)[0]).command).toEqual(['late', 'command']);
  });

  test.each<[string, object, string]>([
    ['nothing to run', { migration: { command: [] } }, "'command' must be a command and its arguments, such as ['bin/migrate', '--verbose'], got []"],
    ['a command line', { migration: { command: 'bin/migrate' as any } }, "'command' must be a command and its arguments"],
    ['no command', { migration: {} as any }, "'command' must be a command and its arguments"],
    ['no time', { migration: { ...migration, timeout: Duration.minutes(0) } }, "'timeout' must be a whole number between 1 and 720 minutes, got 0"],
    ['a day', { migration: { ...migration, timeout: Duration.days(1) } }, 'got 1440'],
    ['a rolling plan', { migration, plan: DeploymentPlan.rolling() }, "'migration' needs a plan that shifts traffic"],
  ])('refuses %s', (_, props, message) => {
    expect(() => service(props)).toThrow(message);
    expect(() => service(props)).toThrow('[at Prod/Web]');
  });
});
