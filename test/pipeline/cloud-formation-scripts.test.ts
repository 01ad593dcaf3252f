import { spawnSync } from 'node:child_process';
import { App, CfnCapabilities, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BY_HAND, environmentOf, pipelineIn, projectOf, scriptOf } from './support/pipelines';
import { Answer, Failure, runScript, ScriptResult } from './support/script-runner';
import { BuildOutput, CloudFormationDeployOptions, DeployTarget, IBuildStep, StackPolicy } from '../../src/pipeline';

const STACK_ID = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/shop/1';
const CHANGE_SET_ID = 'arn:aws:cloudformation:eu-west-1:111111111111:changeSet/pipeline/2';
const GONE = new Failure('An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id shop does not exist');

/** A build that makes nothing: what is deployed is in the source. */
const NOTHING: IBuildStep = { bind: (stage): BuildOutput => { BY_HAND.bind(stage); return {}; } };

/** The template of an app with a pipeline that deploys the stack. */
function pipelineWith(options: Partial<CloudFormationDeployOptions> = {}): Template {
  const stack = new Stack(new App(), 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
  pipelineIn(stack, { buildStep: NOTHING, production: DeployTarget.cloudFormation({ stackName: 'shop', templatePath: 'template.json', ...options }) });
  return Template.fromStack(stack);
}

function stackOf(StackStatus: string, LastUpdatedTime?: string): object {
  return { Stacks: [{ StackId: STACK_ID, StackName: 'shop', StackStatus, ...LastUpdatedTime && { LastUpdatedTime } }] };
}

function change(Action: string, ResourceType: string, LogicalResourceId: string, Replacement?: string): object {
  return { Type: 'Resource', ResourceChange: { Action, ResourceType, LogicalResourceId, Replacement } };
}

function changeSet(...Changes: object[]): object {
  return { Status: 'CREATE_COMPLETE', StackId: STACK_ID, ChangeSetId: CHANGE_SET_ID, Changes };
}

const EMPTY = { Status: 'FAILED', StatusReason: "The submitted information didn't contain changes. Submit different information to create a change set.", Changes: [] };

interface Run {
  readonly options?: Partial<CloudFormationDeployOptions>;
  readonly stage?: 'Deploy' | 'Review';
  readonly answers?: Record<string, Answer | Answer[]>;
  /** Of the action, pipeline variables filled in. */
  readonly parameters?: Record<string, string>;
  /** Run before the script, in its directory. */
  readonly before?: string;
  readonly environment?: Record<string, string>;
}

/** Runs the script of the project as CodeBuild does; the AWS CLI is a stub. */
function run({ options, stage = 'Deploy', answers = {}, parameters = {}, before = "echo '{}' > template.json", environment = {} }: Run): ScriptResult {
  const project = projectOf(pipelineWith(options), stage);
  const own = Object.fromEntries(Object.entries(environmentOf(project)).map(([name, value]) => [name, text(value)]));
  return runScript({
    // Nobody waits in a test.
    script: `sleep() { :; }\n${before}\n${scriptOf(project)}`,
    stubs: ['aws'],
    environment: { ...own, ...parameters, CODEBUILD_BUILD_ID: 'deploy:0f1e', ...environment },
    answers: { 'aws describe-change-set': changeSet(change('Add', 'AWS::SQS::Queue', 'Jobs')), ...answers },
  });
}

/** A value of a template as it is once it is deployed. */
function text(value: any): string {
  if (typeof value === 'string') { return value; }
  if (value['Fn::Join']) { return value['Fn::Join'][1].map(text).join(''); }
  return ({ 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com' } as any)[value.Ref] ?? `<${JSON.stringify(value)}>`;
}

/** The operations that were asked for, in order, without what only looks. */
function changesIn({ calls }: ScriptResult): string[] {
  return calls.aws.map(([, operation]) => operation).filter((operation) => !operation.startsWith('describe-'));
}

function argumentsOf({ calls }: ScriptResult, operation: string): string[] {
  const found = calls.aws.filter((call) => call[1] === operation);
  expect(found).toHaveLength(1);
  return found[0];
}

function optionOf(result: ScriptResult, operation: string, option: string): string {
  const given = argumentsOf(result, operation);
  expect(given).toContain(option);
  return given[given.indexOf(option) + 1];
}

const UPDATED = [stackOf('UPDATE_COMPLETE', '1'), stackOf('UPDATE_COMPLETE', '1'), stackOf('UPDATE_IN_PROGRESS', '2'), stackOf('UPDATE_COMPLETE', '2')];
const CREATED = [GONE, stackOf('REVIEW_IN_PROGRESS'), stackOf('CREATE_IN_PROGRESS'), stackOf('CREATE_COMPLETE')];

describe('deploying a stack', () => {
  test('creates it by a change set', () => {
    const result = run({ answers: { 'aws describe-stacks': CREATED } });
    expect(result).toMatchObject({ status: 0, errors: '' });
    expect(changesIn(result)).toEqual(['create-change-set', 'execute-change-set', 'update-termination-protection']);
    expect(argumentsOf(result, 'create-change-set')).toEqual(expect.arrayContaining([
      '--stack-name', 'shop', '--change-set-type', 'CREATE', '--template-body', 'file://template.json',
      '--role-arn', 'arn:aws:iam::111111111111:role/cdk-hnb659fds-cfn-exec-role-111111111111-eu-west-1', '--region', 'eu-west-1',
    ]));
    expect(optionOf(result, 'execute-change-set', '--change-set-name')).toBe(CHANGE_SET_ID);
    expect(result.output).toContain('Add AWS::SQS::Queue Jobs');
  });

  test('updates it, and replaces the change set that a failed run has left', () => {
    const result = run({ answers: { 'aws describe-stacks': UPDATED } });
    expect(result.status).toBe(0);
    expect(changesIn(result)).toEqual(['delete-change-set', 'create-change-set', 'execute-change-set', 'update-termination-protection']);
    expect(optionOf(result, 'create-change-set', '--change-set-type')).toBe('UPDATE');
  });

  test('does not take what was before the update for its success', () => {
    const result = run({ answers: { 'aws describe-stacks': [stackOf('UPDATE_COMPLETE', '1'), stackOf('UPDATE_COMPLETE', '1'), stackOf('UPDATE_COMPLETE', '1')] } });
    expect(result).toMatchObject({ status: 1, errors: expect.stringContaining('has not begun to update shop after 10 minutes') });
  });

  test.each([EMPTY, { ...EMPTY, StatusReason: 'No updates are to be performed.' }])('takes no changes for a success', (answer) => {
    const result = run({ answers: { 'aws describe-stacks': stackOf('UPDATE_COMPLETE', '1'), 'aws describe-change-set': answer } });
    expect(result).toMatchObject({ status: 0, output: expect.stringContaining('There is nothing to change in shop') });
    expect(changesIn(result)).toEqual(['delete-change-set', 'create-change-set', 'delete-change-set', 'update-termination-protection']);
  });

  test('waits for another update to end', () => {
    const result = run({ answers: { 'aws describe-stacks': [stackOf('UPDATE_IN_PROGRESS', '0'), stackOf('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', '0'), ...UPDATED] } });
    expect(result).toMatchObject({ status: 0, output: expect.stringContaining('Waiting: the stack shop is in UPDATE_IN_PROGRESS') });
  });

  test.each([
    ['ROLLBACK_COMPLETE', 'aws cloudformation delete-stack --region eu-west-1 --stack-name shop'],
    ['DELETE_FAILED', 'aws cloudformation delete-stack --region eu-west-1 --stack-name shop'],
    ['UPDATE_ROLLBACK_FAILED', 'aws cloudformation continue-update-rollback --region eu-west-1 --stack-name shop'],
  ])('fails for a stack in %s and says how to get out of it', (status, fix) => {
    const result = run({ answers: { 'aws describe-stacks': stackOf(status) } });
    expect(result).toMatchObject({ status: 1, errors: expect.stringContaining(`The stack shop is in ${status}`) });
    expect(result.errors).toContain(fix);
    expect(changesIn(result)).toEqual([]);
  });

  test('fails when CloudFormation takes the update back, with the reasons and without what was cancelled', () => {
    const event = (LogicalResourceId: string, ResourceStatus: string, ResourceStatusReason: string | undefined, token = 'pipeline-0f1e') => (
      { LogicalResourceId, ResourceType: 'AWS::SQS::Queue', ResourceStatus, ResourceStatusReason, ClientRequestToken: token });
    const result = run({
      answers: {
        'aws describe-stacks': [stackOf('UPDATE_COMPLETE', '1'), stackOf('UPDATE_COMPLETE', '1'), stackOf('UPDATE_ROLLBACK_COMPLETE', '2')],
        'aws describe-stack-events': {
          StackEvents: [
            event('shop', 'UPDATE_ROLLBACK_IN_PROGRESS', 'Alarm Errors went into ALARM'),
            event('Other', 'UPDATE_FAILED', 'Resource update cancelled'),
            event('Jobs', 'UPDATE_FAILED', 'You may not'),
            event('Old', 'UPDATE_FAILED', 'Last week', 'another'),
            event('Jobs', 'UPDATE_IN_PROGRESS', undefined),
          ],
        },
      },
    });
    expect(result.status).toBe(1);
    expect(result.errors).toBe('The stack shop ended with UPDATE_ROLLBACK_COMPLETE. \n' +
      '  AWS::SQS::Queue Jobs: You may not\n  AWS::SQS::Queue shop: Alarm Errors went into ALARM\n');
    expect(changesIn(result)).not.toContain('update-termination-protection');
  });

  test('fails when no change set can be made, with the reason', () => {
    const result = run({ answers: { 'aws describe-stacks': stackOf('UPDATE_COMPLETE', '1'), 'aws describe-change-set': { Status: 'FAILED', StatusReason: 'Template error' } } });
    expect(result).toMatchObject({ status: 1, errors: 'CloudFormation cannot make a change set for shop: Template error\n' });
  });

  test('fails when it may not look at the stack, instead of creating it', () => {
    const result = run({ answers: { 'aws describe-stacks': new Failure('An error occurred (AccessDenied)') } });
    expect(result).toMatchObject({ status: 1, errors: 'An error occurred (AccessDenied)\n' });
    expect(changesIn(result)).toEqual([]);
  });

  test('sets the stack policy before an update, so that it holds for that one', () => {
    const options = { stackPolicy: StackPolicy.protectStateful(), terminationProtection: false };
    const result = run({ options, answers: { 'aws describe-stacks': UPDATED } });
    expect(changesIn(result)).toEqual(['set-stack-policy', 'delete-change-set', 'create-change-set', 'execute-change-set', 'update-termination-protection']);
    expect(JSON.parse(optionOf(result, 'set-stack-policy', '--stack-policy-body')).Statement[1]).toMatchObject({ Effect: 'Deny' });
    expect(argumentsOf(result, 'update-termination-protection')).toContain('--no-enable-termination-protection');
  });

  test('sets the stack policy of a new stack when it is there', () => {
    const result = run({ options: { stackPolicy: StackPolicy.allowAll() }, answers: { 'aws describe-stacks': CREATED } });
    expect(changesIn(result)).toEqual(['create-change-set', 'execute-change-set', 'set-stack-policy', 'update-termination-protection']);
  });

  test('gives parameters and tags: those of the file, then those of the pipeline', () => {
    const file = JSON.stringify({ Parameters: { Size: 'small', Name: 'file' }, Tags: { team: 'web' } });
    const result = run({
      options: { templateConfigurationPath: 'prod.json', capabilities: [CfnCapabilities.NAMED_IAM, CfnCapabilities.AUTO_EXPAND] },
      before: `echo '{}' > template.json; echo '${file}' > prod.json`,
      parameters: { PARAMETER_0: 'Name=pipeline', PARAMETER_1: 'Image=a@sha256:1=2' },
      answers: { 'aws describe-stacks': UPDATED },
    });
    expect(JSON.parse(optionOf(result, 'create-change-set', '--parameters'))).toEqual([
      { ParameterKey: 'Size', ParameterValue: 'small' },
      { ParameterKey: 'Name', ParameterValue: 'pipeline' },
      { ParameterKey: 'Image', ParameterValue: 'a@sha256:1=2' },
    ]);
    expect(JSON.parse(optionOf(result, 'create-change-set', '--tags'))).toEqual([{ Key: 'team', Value: 'web' }]);
    const given = argumentsOf(result, 'create-change-set');
    const at = given.indexOf('--capabilities');
    expect(given.slice(at + 1, at + 3)).toEqual(['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']);
  });

  test('does not execute what somebody writes into a commit message', () => {
    const evil = 'Text="; touch pwned; $(touch pwned) `touch pwned` \'\n{"a": 1}';
    const result = run({ parameters: { PARAMETER_0: evil }, answers: { 'aws describe-stacks': UPDATED } });
    expect(JSON.parse(optionOf(result, 'create-change-set', '--parameters'))).toEqual([{ ParameterKey: 'Text', ParameterValue: evil.slice(5) }]);
    expect(result.files).toEqual(['template.json']);
  });

  test('fails for a template or a configuration that is not there, or is none', () => {
    const answers = { 'aws describe-stacks': UPDATED };
    expect(run({ before: '', answers }).errors).toBe('There is no template.json in what was built.\n');
    const options = { templateConfigurationPath: 'prod.json' };
    expect(run({ options, answers }).errors).toBe('There is no prod.json in what was built.\n');
    const withFile = (content: string) => run({ options, answers, before: `echo '{}' > template.json; echo '${content}' > prod.json` }).errors;
    expect(withFile('nonsense')).toContain('prod.json is not a JSON object');
    expect(withFile('[]')).toContain('prod.json is not a JSON object');
    expect(withFile('{"StackPolicy": {}}')).toContain('Give it to the deploy target as stackPolicy.');
  });

  test('takes a large template through the bucket of the bootstrap', () => {
    const before = 'head -c 60000 /dev/zero | tr "\\\\0" " " > template.json';
    const result = run({ before, answers: { 'aws describe-stacks': UPDATED } });
    expect(result.errors).toBe('');
    const put = argumentsOf(result, 'put-object');
    const key = put[put.indexOf('--key') + 1];
    expect(key).toMatch(/^cdk-devops-patterns\/[0-9a-f]{64}$/);
    expect(put).toEqual(expect.arrayContaining(['--bucket', 'cdk-hnb659fds-assets-111111111111-eu-west-1', '--profile', 'publishing']));
    expect(optionOf(result, 'create-change-set', '--template-url')).toBe(`https://cdk-hnb659fds-assets-111111111111-eu-west-1.s3.eu-west-1.amazonaws.com/${key}`);
  });

  test('fails when that bucket is not there, and says what makes it', () => {
    const before = 'head -c 60000 /dev/zero > template.json';
    const result = run({ before, answers: { 'aws describe-stacks': UPDATED, 'aws put-object': new Failure('NoSuchBucket') } });
    expect(result).toMatchObject({ status: 1, errors: expect.stringContaining('which cdk bootstrap makes') });
  });

  test('takes on the role of another account for every call, in the region of the stack', () => {
    const options = { environment: { account: '222222222222', region: 'us-east-1' } };
    const result = run({ options, answers: { 'aws describe-stacks': UPDATED }, before: "echo '{}' > template.json; trap 'cat \"$AWS_CONFIG_FILE\"' EXIT" });
    expect(result.calls.aws.every((call) => call.includes('access') && call[call.indexOf('--region') + 1] === 'us-east-1')).toBe(true);
    expect(result.output).toContain('[profile access]\nrole_arn = arn:aws:iam::222222222222:role/cdk-hnb659fds-deploy-role-222222222222-us-east-1\n');
    expect(result.output).toContain('credential_source = EcsContainer');
  });
});

describe('reviewing a stack', () => {
  const review = (answers: Record<string, Answer | Answer[]>) => run({ stage: 'Review', answers: { 'aws describe-stacks': stackOf('UPDATE_COMPLETE', '1'), ...answers } });

  test('names data at risk first, and changes nothing', () => {
    const result = review({
      'aws describe-change-set': changeSet(
        change('Add', 'AWS::SQS::Queue', 'Jobs'),
        change('Add', 'AWS::SNS::Topic', 'News'),
        change('Modify', 'AWS::Lambda::Function', 'Handler', 'False'),
        change('Modify', 'AWS::IAM::Role', 'Role', 'True'),
        change('Modify', 'AWS::RDS::DBInstance', 'Database', 'True'),
        change('Remove', 'AWS::SNS::Topic', 'Old'),
        change('Modify', 'AWS::DynamoDB::Table', 'Table', 'Conditional'),
      ),
    });
    expect(result).toMatchObject({ status: 0, errors: '' });
    expect(result.exported).toMatchObject({
      CHANGES: '7',
      SUMMARY: 'DATA AT RISK: AWS::RDS::DBInstance Database replaced, AWS::DynamoDB::Table Table perhaps replaced; '
        + '2 replaced: AWS::IAM::Role Role, AWS::RDS::DBInstance Database; 1 removed: AWS::SNS::Topic Old; '
        + '1 perhaps replaced: AWS::DynamoDB::Table Table; 2 added: AWS::SQS::Queue Jobs, AWS::SNS::Topic News; 1 changed: AWS::Lambda::Function Handler',
      STACK_ID: encodeURIComponent(STACK_ID),
      CHANGE_SET_ID: encodeURIComponent(CHANGE_SET_ID),
    });
    expect(changesIn(result)).toEqual(['delete-change-set', 'create-change-set']);
  });

  test('says in at most 800 characters what a large release changes', () => {
    const many = Array.from({ length: 500 }, (_, index) => change('Add', 'AWS::SQS::Queue', `Queue${index}`));
    const { exported } = review({ 'aws describe-change-set': changeSet(...many) });
    expect(exported.CHANGES).toBe('500');
    expect(exported.SUMMARY).toMatch(/^500 added: .{1,800}\.\.\.$/);
    expect(exported.SUMMARY).toHaveLength(800);
  });

  test('counts no changes for nothing to change', () => {
    const { exported } = review({ 'aws describe-change-set': EMPTY });
    expect(exported).toMatchObject({ CHANGES: '0', SUMMARY: 'shop: nothing to change', STACK_ID: 'shop', CHANGE_SET_ID: 'none' });
  });

  test('counts one change when only outputs change', () => {
    expect(review({ 'aws describe-change-set': changeSet() }).exported).toMatchObject({ CHANGES: '1', SUMMARY: 'no resource changes' });
  });

  test('reviews a stack that is not there yet', () => {
    const { exported } = review({ 'aws describe-stacks': GONE });
    expect(exported).toMatchObject({ CHANGES: '1', SUMMARY: '1 added: AWS::SQS::Queue Jobs' });
  });

  test('is one line of plain characters, whatever a template is called', () => {
    const { exported } = review({ 'aws describe-change-set': changeSet(change('Add', 'Custom::Ü\n#{Source.X}', 'A')) });
    expect(exported.SUMMARY).toBe('1 added: Custom::??#{Source.X} A');
  });
});

test('bash can read the scripts', () => {
  for (const stage of ['Deploy', 'Review']) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: scriptOf(projectOf(pipelineWith(), stage)), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
});
