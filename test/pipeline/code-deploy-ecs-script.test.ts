import { Answer, Failure, runScript, ScriptResult } from './support/script-runner';
import { PLACEHOLDER_IMAGE } from '../../src/core/private/placeholder-image';
import { CODE_DEPLOY_ECS_SCRIPT } from '../../src/pipeline/private/code-deploy-ecs-script';

const IMAGE = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945';
const OLD_IMAGE = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:0000000000000000000000000000000000000000000000000000000000000000';
const ECS = 'arn:aws:ecs:eu-west-1:111111111111';
const [LIVE_TASK, NEWEST_TASK, NEXT_TASK] = [7, 8, 9].map((number) => `${ECS}:task-definition/Web:${number}`);
const POINTER = '/cdk-devops-patterns/Prod/Images/released-image';
const ACCEPTED = Object.fromEntries(['family', 'taskRoleArn', 'containerDefinitions', 'cpu', 'memory', 'tags'].map((field) => [field, '']));
const SIDECAR = { name: 'agent', image: OLD_IMAGE, command: ['--agent'] };

interface TaskOptions { command?: string[]; environment?: { name: string; value: string }[]; arn?: string }

/** A task definition as DescribeTaskDefinition returns it. */
function task(image: string, { command, environment = [{ name: 'A', value: 'it\'s "so" $HOME' }, { name: 'B', value: '2' }], arn = NEWEST_TASK }: TaskOptions = {}) {
  return {
    taskDefinition: {
      taskDefinitionArn: arn,
      family: 'Web',
      revision: 7,
      status: 'ACTIVE',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'app', image, ...command && { command }, portMappings: [{ containerPort: 8080 }], environment }, SIDECAR],
    },
    tags: [{ key: 'team', value: 'x' }, { key: 'aws:cloudformation:stack-name', value: 'Prod' }],
  };
}

const PRIMARY = {
  status: 'PRIMARY',
  taskDefinition: LIVE_TASK,
  loadBalancers: [{ containerName: 'app', containerPort: 8080 }],
  capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
};
const service = (...taskSets: object[]) => ({ services: [{ serviceName: 's', taskSets }] });
const deployment = (status: string, more: object = {}) => ({ deploymentInfo: { deploymentId: 'd-OURS', status, ...more } });
const NONE = { deployments: [] };

/** A service that runs the old image and takes the new one without trouble. */
const GOES_WELL: Record<string, Answer | Answer[]> = {
  'aws list-deployments': NONE,
  'aws describe-services': service({ status: 'ACTIVE', taskDefinition: 'another' }, PRIMARY),
  'aws describe-task-definition': [task(OLD_IMAGE), task(OLD_IMAGE, { arn: LIVE_TASK })],
  'aws skeleton': ACCEPTED,
  'aws register-task-definition': { taskDefinition: { taskDefinitionArn: NEXT_TASK } },
  'aws create-deployment': { deploymentId: 'd-OURS' },
  'aws get-deployment': [deployment('Created'), deployment('InProgress'), deployment('InProgress'), deployment('Succeeded')],
  'aws put-parameter': {},
  'aws batch-get-image': { images: [{ imageManifest: '{"schemaVersion":2}', imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json' }] },
  'aws put-image': {},
};

function release(answers: Record<string, Answer | Answer[]> = {}, environment: Record<string, string> = {}): ScriptResult {
  return runScript({
    script: CODE_DEPLOY_ECS_SCRIPT,
    environment: {
      IMAGE,
      CLUSTER: 'c',
      SERVICE: 's',
      FAMILY: 'Web',
      CONTAINER: 'app',
      PLACEHOLDER_IMAGE,
      APPLICATION: 'a',
      GROUP: 'g',
      RELEASE_POINTER: POINTER,
      ACCOUNT: '111111111111',
      ...environment,
    },
    stubs: ['aws', 'sleep'],
    answers: { ...GOES_WELL, ...answers },
  });
}

const operations = ({ calls }: ScriptResult) => calls.aws.filter((call) => !call.includes('--generate-cli-skeleton')).map((call) => call[1]);
const callTo = ({ calls }: ScriptResult, operation: string) => calls.aws.find((call) => call[1] === operation && !call.includes('--generate-cli-skeleton'));
const registered = (result: ScriptResult) => JSON.parse(callTo(result, 'register-task-definition')![3]);
const requested = (result: ScriptResult) => JSON.parse(callTo(result, 'create-deployment')![3]);
const appSpec = (result: ScriptResult) => JSON.parse(requested(result).revision.appSpecContent.content);

describe('a release to Amazon ECS by CodeDeploy', () => {
  test('waits until the deployment has succeeded, then moves the pointer', () => {
    const result = release();
    expect(result.errors).toContain('d-OURS Succeeded');
    expect(result.status).toBe(0);
    expect(result.calls.aws.at(-2)).toEqual(['deploy', 'get-deployment', '--deployment-id', 'd-OURS']);
    expect(result.calls.aws.at(-1)).toEqual(['ssm', 'put-parameter', '--name', POINTER, '--value', IMAGE, '--overwrite']);
  });

  test('says what it waits for, once per step', () => {
    const steps = release().errors.trim().split('\n').map((line) => line.replace(/^\S+ /, ''));
    expect(steps).toEqual(['d-OURS Created', 'd-OURS InProgress', 'd-OURS Succeeded']);
  });

  test('deploys the newest revision with the new image: what cdk deploy changed goes live with it', () => {
    const result = release({ 'aws describe-task-definition': [task(OLD_IMAGE, { environment: [{ name: 'NEW', value: 'setting' }] }), task(OLD_IMAGE)] });
    expect(callTo(result, 'describe-task-definition')).toEqual(['ecs', 'describe-task-definition', '--include', 'TAGS', '--task-definition', 'Web']);
    expect(registered(result)).toEqual({
      family: 'Web',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'app', image: IMAGE, portMappings: [{ containerPort: 8080 }], environment: [{ name: 'NEW', value: 'setting' }] }, SIDECAR],
      tags: [{ key: 'team', value: 'x' }],
    });
  });

  test("leaves the placeholder's command behind", () => {
    const result = release({ 'aws describe-task-definition': task(PLACEHOLDER_IMAGE, { command: ['sh', '-c', 'exec httpd -f'] }) });
    expect(result.status).toBe(0);
    expect(registered(result).containerDefinitions[0]).not.toHaveProperty('command');
  });

  test('asks CodeDeploy for that revision, where the live one runs, and to go back by itself', () => {
    const result = release();
    expect(requested(result)).toEqual({
      applicationName: 'a',
      deploymentGroupName: 'g',
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content: expect.any(String), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'] },
    });
    expect(appSpec(result)).toEqual({
      version: '0.0',
      Resources: [{
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: NEXT_TASK,
            LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8080 },
            CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Base: 0, Weight: 1 }],
          },
        },
      }],
    });
  });

  test('of a service that starts tasks by launch type says nothing of capacity providers, and finds the port of a service that names none', () => {
    const [{ TargetService: { Properties } }] = appSpec(release({ 'aws describe-services': service({ status: 'PRIMARY', taskDefinition: LIVE_TASK }) })).Resources;
    expect(Properties).toEqual({ TaskDefinition: NEXT_TASK, LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8080 } });
  });

  test('calls the hooks', () => {
    const hooks = [{ AfterAllowTestTraffic: 'arn:aws:lambda:eu-west-1:111111111111:function:smoke' }];
    expect(appSpec(release({}, { HOOKS: JSON.stringify(hooks) })).Hooks).toEqual(hooks);
  });

  test('keeps the image before anything changes', () => {
    const result = release();
    expect(operations(result).slice(0, 2)).toEqual(['batch-get-image', 'put-image']);
  });

  test('writes no pointer where there is none', () => {
    const result = release({}, { RELEASE_POINTER: '' });
    expect(result.status).toBe(0);
    expect(operations(result)).not.toContain('put-parameter');
  });
});

describe('a release that CodeDeploy takes back', () => {
  const rolledBack = { rollbackInfo: { rollbackDeploymentId: 'd-BACK' } };
  const alarm = { errorInformation: { code: 'ALARM_ACTIVE', message: 'One or more alarms have been activated: Errors' } };

  test.each([
    ['Failed', { errorInformation: { code: 'HEALTH_CONSTRAINTS', message: 'The new tasks are not healthy' } }, 'HEALTH_CONSTRAINTS. The new tasks are not healthy'],
    ['Stopped', alarm, 'One or more alarms have been activated: Errors'],
    ['Stopped', {}, 'ended with Stopped'],
  ])('fails when it ends with %s %j, giving the reason, once the old version is back, and leaves the pointer', (status, more, reason) => {
    const result = release({
      'aws get-deployment': [deployment('InProgress'), deployment(status, more), deployment(status, more), deployment(status, { ...more, ...rolledBack }),
        deployment('InProgress'), deployment('Succeeded')],
    });
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(`The release of ${IMAGE} ended with ${status}`);
    expect(result.errors).toContain(reason);
    expect(result.errors).toContain('Its rollback d-BACK ended with Succeeded.');
    expect(result.calls.aws.at(-1)).toEqual(['deploy', 'get-deployment', '--deployment-id', 'd-BACK']);
    expect(operations(result)).not.toContain('put-parameter');
  });

  test('says so when the rollback fails, too', () => {
    const result = release({ 'aws get-deployment': [deployment('Failed', rolledBack), deployment('Failed', rolledBack), deployment('Failed')] });
    expect(result.errors).toContain('Its rollback d-BACK ended with Failed.');
  });

  test('says why there is no rollback', () => {
    const result = release({ 'aws get-deployment': deployment('Failed', { rollbackInfo: { rollbackMessage: 'There is no revision to go back to' } }) });
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain('There is no revision to go back to');
  });

  test.each(['create-deployment', 'register-task-definition', 'describe-task-definition', 'describe-services', 'list-deployments', 'get-deployment', 'put-image'])(
    'fails when %s is refused, and leaves the pointer', (operation) => {
      const result = release({ [`aws ${operation}`]: new Failure('AccessDeniedException') });
      expect(result.status).toBeGreaterThan(0);
      expect(result.errors).toContain('AccessDeniedException');
      expect(operations(result)).not.toContain('put-parameter');
    });

  test.each([
    ['the service', { 'aws describe-services': { services: [] } }, 'The cluster c has no service s'],
    ['a task set', { 'aws describe-services': service() }, 'The service s is not deployed by CodeDeploy'],
    ['the container', { 'aws describe-task-definition': { taskDefinition: { containerDefinitions: [SIDECAR] } } }, 'The service s has no container app'],
  ])('fails when %s is missing', (_, answers, message) => {
    const result = release(answers);
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(message);
    expect(operations(result)).not.toContain('create-deployment');
  });
});

describe('a release by CodeDeploy that is run again', () => {
  test('deploys nothing when the image is live already with the settings of the template, in whatever order, and puts the pointer right', () => {
    const reordered = task(IMAGE, { arn: LIVE_TASK, environment: [{ name: 'B', value: '2' }, { name: 'A', value: 'it\'s "so" $HOME' }] });
    const result = release({ 'aws describe-task-definition': [task(IMAGE), reordered] });
    expect(result.status).toBe(0);
    expect(result.output).toContain('is live already');
    expect(operations(result)).not.toContain('create-deployment');
    expect(result.calls.aws.at(-1)).toContain('put-parameter');
  });

  test('deploys a live image again when cdk deploy has registered other settings', () => {
    const result = release({ 'aws describe-task-definition': [task(IMAGE, { environment: [{ name: 'NEW', value: '1' }] }), task(IMAGE, { arn: LIVE_TASK })] });
    expect(result.status).toBe(0);
    expect(operations(result)).not.toContain('register-task-definition');
    expect(JSON.stringify(appSpec(result))).toContain(NEWEST_TASK);
  });

  test('uses the revision that a run before it has registered', () => {
    const result = release({ 'aws describe-task-definition': [task(IMAGE), task(OLD_IMAGE, { arn: LIVE_TASK })] });
    expect(operations(result)).not.toContain('register-task-definition');
    expect(JSON.stringify(appSpec(result))).toContain(NEWEST_TASK);
  });

  test('waits first for a deployment that is under way', () => {
    const result = release({
      'aws list-deployments': { deployments: ['d-THEIRS'] },
      'aws get-deployment': [deployment('InProgress'), deployment('Failed'), deployment('Succeeded')],
    });
    expect(result.status).toBe(0);
    expect(operations(result).filter((name) => !name.endsWith('-image')).slice(0, 4))
      .toEqual(['list-deployments', 'get-deployment', 'get-deployment', 'describe-services']);
    expect(callTo(result, 'get-deployment')).toContain('d-THEIRS');
    expect(callTo(result, 'list-deployments')).toEqual(expect.arrayContaining(['InProgress', 'Ready']));
  });

  test('waits for a deployment that got ahead of it', () => {
    const busy = new Failure('An error occurred (DeploymentLimitExceededException): The Deployment Group g already has an active Deployment d-THEIRS');
    const result = release({ 'aws create-deployment': [busy, { deploymentId: 'd-OURS' }], 'aws list-deployments': [NONE, { deployments: ['d-THEIRS'] }] });
    expect(result.status).toBe(0);
    expect(operations(result).filter((name) => name === 'create-deployment')).toHaveLength(2);
    expect(callTo(result, 'get-deployment')).toContain('d-THEIRS');
  });

  test('gives up when others always get ahead', () => {
    const result = release({ 'aws create-deployment': new Failure('DeploymentLimitExceededException') });
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain('Other deployments of g always got ahead.');
  });
});

test('is patient with an AWS that throttles', () => {
  expect(CODE_DEPLOY_ECS_SCRIPT).toContain('AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=10');
});

test.each(['', '$(touch pwned)', 'web; touch pwned', 'web:1\ntouch pwned', '--cli-input-json'])(
  'fails when the image is %j, before anything is called', (image) => {
    const result = release({}, { IMAGE: image });
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain('Not an image');
    expect(result.calls.aws).toEqual([]);
    expect(result.files).toEqual([]);
  });
