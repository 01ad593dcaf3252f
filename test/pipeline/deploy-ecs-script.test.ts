import { Template } from 'aws-cdk-lib/assertions';
import { PLACEHOLDER_IMAGE } from '../../src/core/private/placeholder-image';
import { prodStack } from '../support/stacks';
import { barePipelineIn, projectOf, scriptOf } from './support/pipelines';
import { Answer, Failure, runScript, ScriptResult } from './support/script-runner';

const IMAGE = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945';
const OLD_IMAGE = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:0000000000000000000000000000000000000000000000000000000000000000';
const ECS = 'arn:aws:ecs:eu-west-1:111111111111';
const [LIVE_TASK, NEXT_TASK] = [`${ECS}:task-definition/Web:7`, `${ECS}:task-definition/Web:8`];
const [LIVE_REVISION, NEXT_REVISION] = [`${ECS}:service-revision/c/s/1`, `${ECS}:service-revision/c/s/2`];
const DEPLOYMENT = `${ECS}:service-deployment/c/s/ours`;
const POINTER = '/cdk-devops-patterns/Prod/Images/released-image';

/** What `aws ecs register-task-definition --generate-cli-skeleton input` prints, its values left out. */
const ACCEPTED = Object.fromEntries(['family', 'taskRoleArn', 'executionRoleArn', 'networkMode', 'containerDefinitions', 'volumes', 'placementConstraints',
  'requiresCompatibilities', 'cpu', 'memory', 'tags', 'pidMode', 'ipcMode', 'proxyConfiguration', 'inferenceAccelerators', 'ephemeralStorage',
  'runtimePlatform', 'enableFaultInjection'].map((field) => [field, '']));

const SIDECAR = { name: 'agent', image: OLD_IMAGE, command: ['--agent'] };

/** A task definition as DescribeTaskDefinition returns it. */
function task(image: string, command?: string[]): object {
  return {
    taskDefinition: {
      taskDefinitionArn: LIVE_TASK,
      family: 'Web',
      revision: 7,
      status: 'ACTIVE',
      registeredAt: '2026-11-23T10:00:00+00:00',
      registeredBy: 'arn:aws:iam::111111111111:role/x',
      requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.task-iam-role' }],
      compatibilities: ['EC2', 'FARGATE'],
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'app', image, ...command && { command }, environment: [{ name: 'QUOTE', value: 'it\'s "so" $HOME' }] }, SIDECAR],
    },
    tags: [{ key: 'team', value: 'x' }, { key: 'aws:cloudformation:stack-name', value: 'Prod' }],
  };
}

const service = (names: string, revisions = [LIVE_REVISION]) => ({
  services: [{ taskDefinition: names, currentServiceRevisions: revisions.map((arn) => ({ arn, runningTaskCount: 2 })) }],
});
const revisionsOf = (...revisions: [string, string][]) => ({
  serviceRevisions: revisions.map(([serviceRevisionArn, taskDefinition]) => ({ serviceRevisionArn, taskDefinition })),
});
const state = (status: string, more: object = {}) => ({ serviceDeployments: [{ serviceDeploymentArn: DEPLOYMENT, status, ...more }] });
const NOTHING_UNDER_WAY = { serviceDeployments: [] };
const STARTED = { serviceDeployments: [{ serviceDeploymentArn: DEPLOYMENT, targetServiceRevisionArn: NEXT_REVISION, status: 'PENDING' }] };

/** A service that runs the old image and takes the new one without trouble. */
const GOES_WELL: Record<string, Answer | Answer[]> = {
  'aws list-service-deployments': [NOTHING_UNDER_WAY, NOTHING_UNDER_WAY, STARTED],
  'aws describe-services': service(LIVE_TASK),
  'aws describe-service-revisions': [revisionsOf([LIVE_REVISION, LIVE_TASK]), revisionsOf([LIVE_REVISION, LIVE_TASK], [NEXT_REVISION, NEXT_TASK])],
  'aws describe-task-definition': task(OLD_IMAGE, ['serve', '--port=8080']),
  'aws skeleton': ACCEPTED,
  'aws register-task-definition': { taskDefinition: { taskDefinitionArn: NEXT_TASK } },
  'aws update-service': { service: {} },
  'aws describe-service-deployments': [
    state('PENDING'),
    state('IN_PROGRESS', { lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT' }),
    state('IN_PROGRESS', { lifecycleStage: 'BAKE_TIME' }),
    state('SUCCESSFUL', { lifecycleStage: 'CLEAN_UP' }),
  ],
  'aws put-parameter': {},
  'aws batch-get-image': { images: [{ imageManifest: '{"schemaVersion":2}', imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json' }] },
  'aws put-image': {},
};

let script: string;
beforeAll(() => {
  const stack = prodStack();
  barePipelineIn(stack);
  script = scriptOf(projectOf(Template.fromStack(stack), 'DeployWeb'));
});

function release(answers: Record<string, Answer | Answer[]> = {}, environment: Record<string, string> = {}): ScriptResult {
  return runScript({
    script,
    environment: {
      IMAGE, CLUSTER: 'c', SERVICE: 's', CONTAINER: 'app', PLACEHOLDER_IMAGE, RELEASE_POINTER: POINTER, ACCOUNT: '111111111111', ...environment,
    },
    stubs: ['aws', 'sleep'],
    answers: { ...GOES_WELL, ...answers },
  });
}

const operations = ({ calls }: ScriptResult) => calls.aws.filter((call) => !call.includes('--generate-cli-skeleton')).map((call) => call[1]);
const callTo = ({ calls }: ScriptResult, operation: string) => calls.aws.find((call) => call[1] === operation && !call.includes('--generate-cli-skeleton'));
const registered = (result: ScriptResult) => JSON.parse(callTo(result, 'register-task-definition')![3]);

describe('a release to Amazon ECS', () => {
  test('waits until the deployment has succeeded, then moves the pointer', () => {
    const result = release();

    expect(result.errors).toContain('SUCCESSFUL');
    expect(result.status).toBe(0);
    expect(callTo(result, 'update-service')).toEqual(['ecs', 'update-service', '--cluster', 'c', '--service', 's', '--task-definition', NEXT_TASK]);
    expect(result.calls.aws.at(-2)!.slice(0, 2)).toEqual(['ecs', 'describe-service-deployments']);
    expect(result.calls.aws.at(-1)).toEqual(['ssm', 'put-parameter', '--name', POINTER, '--value', IMAGE, '--overwrite']);
  });

  test('gives the image a tag that the lifecycle of its repository spares, before anything changes', () => {
    const result = release();
    const names = operations(result);
    expect(names.indexOf('put-image')).toBeGreaterThan(-1);
    expect(names.indexOf('put-image')).toBeLessThan(names.indexOf('update-service'));
    expect(callTo(result, 'put-image')).toEqual(expect.arrayContaining(['--repository-name', 'web', '--image-tag', 'released-4f53cda18c2b']));
  });

  test('goes on when the image has that tag already', () => {
    expect(release({ 'aws put-image': new Failure('ImageAlreadyExistsException') }).status).toBe(0);
  });

  test('changes nothing when the image may not be tagged', () => {
    const result = release({ 'aws put-image': new Failure('AccessDeniedException') });
    expect(result.status).toBe(1);
    expect(result.errors).toContain('AccessDeniedException');
    expect(operations(result)).not.toContain('update-service');
  });

  test.each([
    ['another account', { ACCOUNT: '222222222222' }],
    ['a registry that is not ECR', { IMAGE: 'public.ecr.aws/nginx/nginx:1.29' }],
    ['a stage that moves no pointer', { RELEASE_POINTER: '' }],
  ])('leaves images of %s alone', (_, environment) => {
    expect(operations(release({}, environment))).not.toContain('put-image');
  });

  test('changes the image of the one container and nothing else', () => {
    const { containerDefinitions, ...rest } = registered(release());

    expect(containerDefinitions).toEqual([
      { name: 'app', image: IMAGE, command: ['serve', '--port=8080'], environment: [{ name: 'QUOTE', value: 'it\'s "so" $HOME' }] },
      SIDECAR,
    ]);
    expect(rest).toEqual({
      family: 'Web', requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', memory: '512', tags: [{ key: 'team', value: 'x' }],
    });
  });

  test('keeps a field that the description has and a newer CLI accepts', () => {
    const { taskDefinition } = task(OLD_IMAGE) as any;
    const result = release({
      'aws describe-task-definition': { taskDefinition: { ...taskDefinition, somethingNew: 'kept', deregisteredAt: 'dropped' } },
      'aws skeleton': { ...ACCEPTED, somethingNew: '' },
    });

    expect(registered(result)).toMatchObject({ somethingNew: 'kept' });
    expect(registered(result)).not.toHaveProperty('deregisteredAt');
    expect(registered(result)).not.toHaveProperty('tags');
  });

  test("leaves the placeholder's command behind", () => {
    const result = release({ 'aws describe-task-definition': task(PLACEHOLDER_IMAGE, ['sh', '-c', 'exec httpd -f']) });

    expect(result.status).toBe(0);
    expect(registered(result).containerDefinitions).toEqual([
      { name: 'app', image: IMAGE, environment: expect.anything() },
      SIDECAR,
    ]);
  });

  test('follows its own deployment, not one that somebody else starts', () => {
    const other = { serviceDeploymentArn: 'other', targetServiceRevisionArn: `${ECS}:service-revision/c/s/3` };
    const result = release({
      'aws list-service-deployments': [NOTHING_UNDER_WAY, { serviceDeployments: [other] }, { serviceDeployments: [other, ...STARTED.serviceDeployments] }],
      'aws describe-service-revisions': [
        revisionsOf([LIVE_REVISION, LIVE_TASK]),
        revisionsOf([other.targetServiceRevisionArn, LIVE_TASK]),
        revisionsOf([other.targetServiceRevisionArn, LIVE_TASK], [NEXT_REVISION, NEXT_TASK]),
      ],
    });

    expect(result.status).toBe(0);
    expect(callTo(result, 'describe-service-deployments')).toContain(DEPLOYMENT);
  });

  test('says what it waits for, once per step', () => {
    const steps = release().errors.trim().split('\n').map((line) => line.replace(/^\S+ /, ''));
    expect(steps).toEqual(['PENDING', 'IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT', 'IN_PROGRESS BAKE_TIME', 'SUCCESSFUL CLEAN_UP']);
  });

  test('writes no pointer where there is none', () => {
    const result = release({}, { RELEASE_POINTER: '' });
    expect(result.status).toBe(0);
    expect(operations(result)).not.toContain('put-parameter');
  });
});

describe('a release that Amazon ECS takes back', () => {
  test.each([
    ['ROLLBACK_SUCCESSFUL', { statusReason: 'Rolled back.', rollback: { reason: 'Circuit breaker: tasks failed to start.' } }, 'Circuit breaker: tasks failed to start.'],
    ['ROLLBACK_SUCCESSFUL', { alarms: { triggeredAlarmNames: ['Errors', 'Latency'] } }, 'Alarms: Errors, Latency'],
    ['ROLLBACK_FAILED', { statusReason: 'No capacity.' }, 'No capacity.'],
    ['STOPPED', { statusReason: 'Stopped by a newer deployment.' }, 'Stopped by a newer deployment.'],
  ])('fails when it ends with %s, giving the reason, and leaves the pointer', (status, more, reason) => {
    const result = release({ 'aws describe-service-deployments': [state('IN_PROGRESS'), state('ROLLBACK_IN_PROGRESS'), state(status, more)] });

    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(`The release of ${IMAGE} ended with ${status}`);
    expect(result.errors).toContain(reason);
    expect(operations(result)).not.toContain('put-parameter');
  });

  test.each(['update-service', 'register-task-definition', 'describe-task-definition', 'describe-services', 'list-service-deployments', 'describe-service-deployments'])(
    'fails when %s is refused, and leaves the pointer', (operation) => {
      const result = release({ [`aws ${operation}`]: new Failure('AccessDeniedException') });

      expect(result.status).toBeGreaterThan(0);
      expect(result.errors).toContain('AccessDeniedException');
      expect(operations(result)).not.toContain('put-parameter');
    });

  test('fails when Amazon ECS never starts the deployment', () => {
    const result = release({ 'aws list-service-deployments': NOTHING_UNDER_WAY });

    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(`has not started to deploy ${NEXT_TASK}`);
    expect(operations(result)).not.toContain('put-parameter');
  });

  test.each([
    ['the service', { 'aws describe-services': { services: [], failures: [{ reason: 'MISSING' }] } }, 'The cluster c has no service s'],
    ['the container', { 'aws describe-task-definition': { taskDefinition: { containerDefinitions: [SIDECAR] } } }, 'The service s has no container app'],
  ])('fails when %s is missing', (_, answers, message) => {
    const result = release(answers);
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(message);
    expect(operations(result)).not.toContain('update-service');
  });
});

describe('a release that is run again', () => {
  test('deploys nothing when the image is live already, and puts the pointer right', () => {
    const result = release({ 'aws describe-task-definition': task(IMAGE) });

    expect(result.status).toBe(0);
    expect(result.output).toContain('is live already');
    expect(operations(result)).not.toContain('register-task-definition');
    expect(operations(result)).not.toContain('update-service');
    expect(result.calls.aws.at(-1)).toContain('put-parameter');
  });

  test('deploys again what was rolled back, though the service still names its task definition', () => {
    const result = release({ 'aws describe-services': service(`${ECS}:task-definition/Web:rolled-back`) });

    expect(result.status).toBe(0);
    expect(callTo(result, 'describe-task-definition')).toContain(LIVE_TASK);
    expect(operations(result)).toContain('update-service');
  });

  test('deploys when it is not sure what is live', () => {
    const result = release({
      'aws describe-services': service(LIVE_TASK, [LIVE_REVISION, NEXT_REVISION]),
      'aws describe-service-revisions': revisionsOf([NEXT_REVISION, NEXT_TASK]),
      'aws describe-task-definition': task(IMAGE),
    });

    expect(result.status).toBe(0);
    expect(callTo(result, 'describe-task-definition')).toContain(LIVE_TASK);
    expect(operations(result)).toContain('update-service');
  });

  test('waits first for a deployment that is under way', () => {
    const theirs = 'arn:aws:ecs:eu-west-1:111111111111:service-deployment/c/s/theirs';
    const result = release({
      'aws list-service-deployments': [{ serviceDeployments: [{ serviceDeploymentArn: theirs, status: 'IN_PROGRESS' }] }, STARTED],
      'aws describe-service-deployments': [state('IN_PROGRESS'), state('ROLLBACK_SUCCESSFUL'), state('SUCCESSFUL')],
      'aws describe-service-revisions': [revisionsOf([LIVE_REVISION, LIVE_TASK]), revisionsOf([NEXT_REVISION, NEXT_TASK])],
    });

    expect(result.status).toBe(0);
    expect(operations(result).filter((name) => !name.endsWith('-image')).slice(0, 4))
      .toEqual(['list-service-deployments', 'describe-service-deployments', 'describe-service-deployments', 'describe-services']);
    expect(callTo(result, 'describe-service-deployments')).toContain(theirs);
  });
});

describe('the name of the image', () => {
  test.each(['web:1', 'localhost:5000/team_a/web.site:V1-2_3', 'public.ecr.aws/docker/library/busybox:1.37', `repo/a__b@sha256:${'a'.repeat(64)}`])('may be %s', (image) => {
    const result = release({}, { IMAGE: image });
    expect(result.status).toBe(0);
    expect(registered(result).containerDefinitions[0].image).toBe(image);
    expect(result.calls.aws.at(-1)).toContain(image);
  });

  test.each(['', '#{Build.IMAGE}', '$(touch pwned)', 'web; touch pwned', 'web:1\ntouch pwned', '`touch pwned`', '--cli-input-json', 'file:///etc/passwd *', 'web image'])(
    'fails when it is %j, before anything is called', (image) => {
      const result = release({}, { IMAGE: image });
      expect(result.status).toBeGreaterThan(0);
      expect(result.errors).toContain('Not an image');
      expect(result.calls.aws).toEqual([]);
      expect(result.files).toEqual([]);
    });
});
