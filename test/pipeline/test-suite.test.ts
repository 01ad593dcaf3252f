import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BuildReportFormat, HttpCheckOptions, ITestSuite, PipelineSource, PipelineTests, TestSuite, TestSuiteOptions } from '../../src/pipeline';
import { prodStack } from '../support/stacks';
import { BY_HAND, environmentOf, pipelineIn, pipelineOf, projectOf, scriptOf, statementsOf } from './support/pipelines';
import { Answer, Failure, runScript, ScriptResult } from './support/script-runner';

function templateWith(tests: PipelineTests): Template {
  const stack = prodStack();
  pipelineIn(stack, { tests, staging: BY_HAND });
  return Template.fromStack(stack);
}

const integrationWith = (suite: ITestSuite) => templateWith({ integration: suite });
const projectWith = (commands: string[], options?: TestSuiteOptions) => projectOf(integrationWith(TestSuite.commands(commands, options)), 'Integration');
const buildSpecWith = (commands: string[], options?: TestSuiteOptions) => JSON.parse(projectWith(commands, options).Source.BuildSpec);

interface Run {
  readonly commands: string[];
  readonly options?: TestSuiteOptions;
  readonly environment?: Record<string, string>;
  readonly stubs?: string[];
  readonly answers?: Record<string, Answer | Answer[]>;
}

/** Runs what CodeBuild would run. */
function run({ commands, options, environment, stubs = ['npm'], answers }: Run): ScriptResult {
  return runScript({ script: scriptOf(projectWith(commands, options)), environment: environment ?? {}, stubs, answers });
}

describe('the tests of a suite', () => {
  test('run one after another in one shell', () => {
    const result = run({ commands: ['cd /', 'value="a b"', 'npm "$value" "$PWD"'] });
    expect(result.status).toBe(0);
    expect(result.calls.npm).toEqual([['a b', '/']]);
  });

  test('fail with the first command that fails, and the rest does not run', () => {
    const result = run({ commands: ['npm ci', 'npm test', 'npm run report'], answers: { 'npm test': new Failure('1 failing') } });
    expect(result.status).toBe(254);
    expect(result.errors).toContain('Integration failed with exit code 254');
    expect(result.calls.npm.map(([command]) => command)).toEqual(['ci', 'test']);
  });

  test('fail when what is before a pipe fails', () => {
    expect(run({ commands: ['npm test | tee log'], answers: { 'npm test': new Failure('1 failing') } }).status).toBe(254);
  });

  test('fail when a tool is missing', () => {
    const result = run({ commands: ['no-such-test-runner --all'] });
    expect(result.status).toBe(127);
    expect(result.errors).toContain('no-such-test-runner');
  });

  test('are not disturbed by variables that are not there', () => {
    expect(run({ commands: ['echo "$NOT_SET"'] }).status).toBe(0);
  });

  test('end with the exit code that a command asks for', () => {
    expect(run({ commands: ['exit 3'] }).status).toBe(3);
  });

  test('do not run when the installation fails', () => {
    const result = run({ commands: ['npm test'], options: { install: ['npm ci'] }, answers: { 'npm ci': new Failure('no network') } });
    expect(result.status).toBe(254);
    expect(result.calls.npm).toEqual([['ci']]);
  });

  test('see what the installation exported', () => {
    const result = run({ commands: ['npm "$TOOL"'], options: { install: ['export TOOL=k6'] } });
    expect(result.calls.npm).toEqual([['k6']]);
  });

  test('are tried again as often as asked, the installation is not', () => {
    const failing = run({ commands: ['npm test'], options: { retries: 2, install: ['npm ci'] }, answers: { 'npm test': new Failure('flaky') } });
    expect(failing.status).toBe(254);
    expect(failing.calls.npm.map(([command]) => command)).toEqual(['ci', 'test', 'test', 'test']);
    expect(failing.errors).toContain('attempt 2 of 3. Trying again');
  });

  test('succeed when one attempt does', () => {
    const flaky = run({ commands: ['npm test'], options: { retries: 2 }, answers: { 'npm test': [new Failure('flaky'), 'ok'] } });
    expect(flaky.status).toBe(0);
    expect(flaky.calls.npm).toHaveLength(2);
  });

  test.each([['the tests', 'npm test'], ['the installation', 'npm ci']])('that are advisory let the pipeline go on when %s fail, and say so loudly', (_, failing) => {
    const result = run({ commands: ['npm test'], options: { advisory: true, install: ['npm ci'] }, answers: { [failing]: new Failure('failing') } });
    expect(result.status).toBe(0);
    expect(result.errors).toContain('ADVISORY: Integration failed with exit code 254');
    expect(result.errors.split('\n').filter((line) => /^#{70}$/.test(line))).toHaveLength(2);
  });

  test('that are advisory and succeed say nothing', () => {
    expect(run({ commands: ['npm test'], options: { advisory: true } }).errors).toBe('');
  });

  test.each(['$(touch pwned)', '`touch pwned`', '; touch pwned #', '"; touch pwned; "', "'; touch pwned; '", '\n touch pwned \n'])(
    'take a branch called %j for a text', (branch) => {
      const result = run({ commands: ['npm test "$BRANCH"'], options: { retries: 1 }, environment: { BRANCH: branch, IMAGE: branch } });
      expect(result.status).toBe(0);
      expect(result.calls.npm).toEqual([['test', branch]]);
      expect(result.files).toEqual([]);
    });

  test('are given the image that is released, and never in a command', () => {
    const template = integrationWith(TestSuite.commands(['npm test']));
    const [action] = pipelineOf(template).Stages.find(({ Name }: any) => Name === 'Test').Actions;
    expect(JSON.parse(action.Configuration.EnvironmentVariables)).toEqual([{ name: 'IMAGE', type: 'PLAINTEXT', value: '#{Build.IMAGE}' }]);
    expect(JSON.stringify(projectOf(template, 'Integration'))).not.toContain('#{');
  });

  test('run where and as long as asked', () => {
    const image = codebuild.LinuxBuildImage.fromDockerRegistry('public.ecr.aws/docker/library/node:24');
    expect(projectWith(['npm test'], { image, timeout: Duration.minutes(30), environment: { STAGE: 'test' } })).toMatchObject({
      TimeoutInMinutes: 30,
      Environment: { Image: image.imageId, PrivilegedMode: false, EnvironmentVariables: [{ Name: 'STAGE', Value: 'test' }] },
    });
  });

  test('have the same project in whichever order a map has its variables', () => {
    const one = projectWith(['npm test'], { environment: { B: '2', A: '1' } });

    expect(one.Environment.EnvironmentVariables).toEqual([{ Name: 'A', Value: '1' }, { Name: 'B', Value: '2' }].map((each) => expect.objectContaining(each)));
    expect(one).toEqual(projectWith(['npm test'], { environment: { A: '1', B: '2' } }));
  });

  test('report what failed', () => {
    const template = integrationWith(TestSuite.commands(['npm test'], {
      reports: [
        { files: ['reports/*.xml'] }, { files: ['e2e.json'], reportName: 'Browser', format: BuildReportFormat.CUCUMBER },
      ],
    }));
    template.resourceCountIs('AWS::CodeBuild::ReportGroup', 2);
    expect(JSON.stringify(projectOf(template, 'Integration').Source.BuildSpec)).toContain('JUNITXML');
    expect(JSON.stringify(projectOf(template, 'Integration').Source.BuildSpec)).toContain('CUCUMBERJSON');
  });
});

describe('tests with secrets', () => {
  function templateWithSecret(prop: 'unit' | 'integration') {
    const stack = prodStack();
    const secret = new secretsmanager.Secret(stack, 'Token');
    pipelineIn(stack, { tests: { [prop]: TestSuite.commands(['npm test'], { secrets: { TOKEN: secret } }) } });
    return Template.fromStack(stack);
  }

  test('get them from Secrets Manager and may read no other', () => {
    const template = templateWithSecret('integration');
    expect(JSON.stringify(projectOf(template, 'Integration'))).toContain('SECRETS_MANAGER');
    const reading = statementsOf(template, 'TestIntegration').filter(({ Action }) => JSON.stringify(Action).includes('secretsmanager:'));
    reading.forEach(({ Resource }) => expect(Resource).toEqual({ Ref: expect.stringContaining('Token') }));
    expect(reading).not.toHaveLength(0);
  });
});

describe('tests that pull requests run', () => {
  test('get no secrets, and those of the branch do', () => {
    const stack = prodStack();
    const connectionArn = 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e';
    pipelineIn(stack, {
      source: PipelineSource.codeConnection({ connectionArn, repository: 'owner/repo' }),
      tests: { unit: TestSuite.commands(['npm test'], { secrets: { TOKEN: new secretsmanager.Secret(stack, 'Token') } }) },
    });
    const template = Template.fromStack(stack);
    const projects = Object.entries<any>(template.findResources('AWS::CodeBuild::Project')).filter(([id]) => id.includes('BuildUnit'));
    expect(projects.map(([id, { Properties }]) => [id.includes('PullRequests'), JSON.stringify(Properties).includes('TOKEN')]).sort())
      .toEqual([[false, true], [true, false]]);
    expect(JSON.stringify(statementsOf(template, 'PullRequests'))).not.toContain('secretsmanager:');
  });
});

describe('tests in shards', () => {
  const sharded = { shards: 4, testFiles: "test/**/it's *.test.ts" };

  test('are one batch of builds, each of which may fail', () => {
    expect(buildSpecWith(['npx jest'], sharded).batch).toEqual({
      'fast-fail': false, 'build-fanout': { 'parallelism': 4, 'ignore-failure': false },
    });
    const template = integrationWith(TestSuite.commands(['npx jest'], sharded));
    const [action] = pipelineOf(template).Stages.find(({ Name }: any) => Name === 'Test').Actions;
    expect(action.Configuration.BatchEnabled).toBe('true');
  });

  test('are split by CodeBuild, however the files are called', () => {
    const result = run({ commands: ['npx jest --ci'], options: { ...sharded, install: ['npm ci'] }, stubs: ['npm', 'codebuild-tests-run'] });
    expect(result.status).toBe(0);
    expect(result.calls.npm).toEqual([['ci']]);
    expect(result.calls['codebuild-tests-run']).toEqual([[
      '--test-command', 'npx jest --ci', '--files-search', "codebuild-glob-search 'test/**/it'\\''s *.test.ts'", '--sharding-strategy', 'equal-distribution',
    ]]);
  });

  test('fail when those of one shard do', () => {
    expect(run({
      commands: ['npx jest'], options: sharded, stubs: ['codebuild-tests-run'], answers: { 'codebuild-tests-run --test-command': new Failure('1 failing') },
    }).status).toBe(254);
  });

  test('let the pipeline start, watch and stop batches of theirs only, and the batch start builds of the project only', () => {
    const template = integrationWith(TestSuite.commands(['npx jest'], sharded));
    const actions = ['codebuild:BatchGetBuildBatches', 'codebuild:StartBuildBatch', 'codebuild:StopBuildBatch'];
    expect(statementsOf(template, 'DeliveryPipelineRole')).toContainEqual(expect.objectContaining({
      Action: actions, Resource: { 'Fn::GetAtt': [expect.stringContaining('Integration'), 'Arn'] },
    }));
    const batch = statementsOf(template, 'BatchServiceRole');
    expect(batch).toEqual([expect.objectContaining({
      Action: ['codebuild:StartBuild', 'codebuild:StopBuild', 'codebuild:RetryBuild'],
      Resource: { 'Fn::GetAtt': [expect.stringContaining('Integration'), 'Arn'] },
    })]);
  });
});

describe('a check of an address', () => {
  const checked = (url = 'https://shop.example.com/health?x=[1]&y=$(touch$IFS$9pwned)', options: HttpCheckOptions = {}) =>
    projectOf(templateWith({ health: TestSuite.http(url, options) }), 'Health');

  function ask(answers: (Answer)[], options: HttpCheckOptions = {}): ScriptResult {
    const project = checked(undefined, { attempts: 3, ...options });
    return runScript({
      script: scriptOf(project), environment: environmentOf(project), stubs: ['curl', 'sleep'], answers: { 'curl --silent': answers },
    });
  }

  test('succeeds with the first answer that is as expected', () => {
    const result = ask(['503', '200']);
    expect(result.status).toBe(0);
    expect(result.calls.curl).toHaveLength(2);
    expect(result.calls.sleep).toEqual([['10']]);
    expect(result.output).toContain('answers as expected');
    expect(result.errors).toContain('Attempt 1 of 3: the status is 503 and not 200.');
  });

  test('asks the address as it is, and waits no longer than it says', () => {
    const [call] = ask(['200'], { requestTimeout: Duration.seconds(7) }).calls.curl;
    expect(call).toEqual(expect.arrayContaining(['--globoff', '--max-time', '7', '--url', 'https://shop.example.com/health?x=[1]&y=$(touch$IFS$9pwned)']));
    expect(call).not.toContain('--location');
  });

  test('fails when no attempt is answered as expected', () => {
    const result = ask(['500']);
    expect(result.status).toBe(1);
    expect(result.calls.curl).toHaveLength(3);
    expect(result.calls.sleep).toHaveLength(2);
    expect(result.errors).toContain('does not answer as expected: the status is 500 and not 200');
  });

  test('fails when nothing answers', () => {
    expect(ask([new Failure('Could not resolve host')]).status).toBe(1);
  });

  test('fails when curl is missing', () => {
    const project = checked(undefined, { attempts: 1 });
    const result = runScript({ script: `command() { :; }; curl() { return 127; }\n${scriptOf(project)}`, environment: environmentOf(project), stubs: ['sleep'] });
    expect(result.status).toBe(1);
    expect(result.errors).toContain('the status is missing and not 200');
  });

  test('lets the pipeline go on when it is advisory', () => {
    const result = ask(['500'], { advisory: true });
    expect(result.status).toBe(0);
    expect(result.errors).toContain('ADVISORY: Health failed');
  });

  test('expects another status if asked', () => {
    expect(ask(['301'], { expectedStatus: 301 }).status).toBe(0);
  });

  test('expects the text, as it is', () => {
    expect(ask(['200'], { expectedText: '-e "ok" .*' }).status).toBe(1);
  });

  test('asks a real server, and finds its text', async () => {
    const { createServer } = jest.requireActual('node:http');
    const { spawn } = jest.requireActual('node:child_process');
    const server = createServer((_: unknown, response: any) => response.end('all is --well--'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const project = checked(`http://127.0.0.1:${server.address().port}/`, { expectedText: '--well--', attempts: 1 });
    const child = spawn('bash', ['-c', scriptOf(project)], { env: { ...process.env, ...environmentOf(project) } });
    const status = await new Promise((resolve) => child.on('close', resolve));
    server.close();
    expect(status).toBe(0);
  });

  test('has time for all attempts', () => {
    expect(checked(undefined, { attempts: 100, interval: Duration.minutes(5), requestTimeout: Duration.minutes(5) }).TimeoutInMinutes).toBe(1010);
  });

  test.each<[unknown, HttpCheckOptions, string]>([
    ['ftp://shop.example.com', {}, "'url' must be an address that starts with 'https://' or 'http://'"],
    [undefined, {}, "'url' must be an address"],
    ['https://shop.example.com', { expectedStatus: 99 }, "'expectedStatus' must be a whole number between 100 and 599"],
    ['https://shop.example.com', { expectedText: 'two\nlines' }, "'expectedText' must be a text in one line"],
    ['https://shop.example.com', { attempts: 0 }, "'attempts' must be a whole number between 1 and 100"],
    ['https://shop.example.com', { interval: Duration.millis(1) }, "'interval' must be a whole number between 1 and 300 seconds"],
    ['https://shop.example.com', { requestTimeout: Duration.minutes(6) }, "'requestTimeout' must be a whole number between 1 and 300 seconds"],
  ])('fails when asked %s with %j, naming the prop', (url, options, message) => {
    expect(() => templateWith({ health: TestSuite.http(url as string, options) })).toThrow(message);
  });
});

describe('a suite', () => {
  test.each<[string, unknown, TestSuiteOptions, string]>([
    ['there is no command', [], {}, "'commands' must have a command"],
    ['the command is a text', 'npm test', {}, "'commands' must be a list"],
    ['a command is empty', ['npm ci', ' '], {}, "'commands' must be commands, none of them empty"],
    ['an installation is empty', ['npm test'], { install: [''] }, "'install' must be commands, none of them empty"],
    ['there is one shard', ['npm test'], { shards: 1, testFiles: '*' }, "'shards' must be a whole number between 2 and 100, got 1. Leave it out"],
    ['there are too many shards', ['npm test'], { shards: 101, testFiles: '*' }, "'shards' must be a whole number between 2 and 100"],
    ['shards have no files', ['npm test'], { shards: 2 }, "'testFiles' must be given with 'shards' and only there, got undefined with 2 shards"],
    ['files have no shards', ['npm test'], { testFiles: '*.ts' }, "'testFiles' must be given with 'shards' and only there"],
    ['shards have two commands', ['npm ci', 'npm test'], { shards: 2, testFiles: '*' }, "Put what comes before into 'install'"],
    ['it is tried too often', ['npm test'], { retries: 6 }, "'retries' must be a whole number between 0 and 5"],
    ['it is too short', ['npm test'], { timeout: Duration.minutes(4) }, "'timeout' must be a whole number between 5 and 2160 minutes"],
    ['a report lies elsewhere', ['npm test'], { reports: [{ files: ['/etc/passwd'] }] }, "'files' must be paths or glob patterns below the root"],
    ['two reports have one name', ['npm test'], { reports: [{ files: ['a'] }, { files: ['b'] }] }, "'reportName' must be different for each report"],
    ['a variable has no name', ['npm test'], { environment: { 'a b': '1' } }, "'environment' must be keyed by names of letters"],
    ['a variable is CodeBuild\'s', ['npm test'], { environment: { CODEBUILD_SRC_DIR: '1' } }, "'environment' must be keyed by names"],
    ['a variable is ours', ['npm test'], { environment: { IMAGE: 'web:latest' } }, "'environment' must be keyed by names"],
    ['a variable is a number', ['npm test'], { environment: { A: 1 as any } }, "'environment' must be texts by name, got 1"],
    ['a secret is a text', ['npm test'], { secrets: { TOKEN: 'secret' as any } }, "'secrets' must be secrets of Secrets Manager by name"],
  ])('fails when %s, naming the prop', (_, commands, options, message) => {
    expect(() => integrationWith(TestSuite.commands(commands as string[], options))).toThrow(message);
    expect(() => integrationWith(TestSuite.commands(commands as string[], options))).toThrow(/'.*' must .*\[at Prod\/Delivery\//s);
  });

  test('can be a step after production', () => {
    const stack = prodStack();
    pipelineIn(stack, { afterProduction: [TestSuite.commands(['npm run soak']).asStep('Soak')] });
    expect(pipelineOf(Template.fromStack(stack)).Stages.at(-1)).toMatchObject({ Name: 'PostDeploy', Actions: [{ Name: 'Soak' }] });
  });
});

describe('the test pyramid', () => {
  const suite = (name: string) => TestSuite.commands([`npm run ${name}`]);

  test('has each kind of tests in its stage, after what it tests', () => {
    const template = templateWith({
      unit: suite('unit'), integration: suite('integration'), endToEnd: suite('e2e'), smoke: suite('smoke'), health: TestSuite.http('https://shop.example.com'),
    });
    const stages = pipelineOf(template).Stages.map(({ Name, Actions }: any) => [Name, Actions.map((action: any) => `${action.Name}@${action.RunOrder}`)]);
    expect(stages).toEqual([
      ['Source', ['CodeCommit@1']],
      ['Build', ['DockerImage@1', 'Unit@1']],
      ['Test', ['Integration@1']],
      ['Staging', ['ByHand@1', 'EndToEnd@2']],
      ['Approval', ['Approve@1']],
      ['Production', ['ByHand@1', 'Smoke@2', 'Health@2']],
    ]);
  });

  test('adds nothing when it is empty', () => {
    expect(templateWith({}).toJSON()).toEqual(templateWith(undefined as any).toJSON());
  });

  test('fails when end-to-end tests have no staging, and says what to do', () => {
    expect(() => pipelineIn(prodStack(), { tests: { endToEnd: suite('e2e') } }))
      .toThrow("'endToEnd' must have a stage to test, got no 'staging'. Give the pipeline a 'staging' target, or test production with 'smoke' [at Prod/Delivery]");
  });

  test('fails when a suite is a list of commands, naming the prop', () => {
    expect(() => templateWith({ integration: ['npm test'] as any })).toThrow("'integration' must be a test suite, such as TestSuite.commands(['npm test'])");
  });

  test('fails when two steps of a stage have one name, naming the prop', () => {
    const step = () => suite('a').asStep('Integration');
    expect(() => pipelineIn(prodStack(), { checks: [step()], tests: { integration: suite('b') } }))
      .toThrow('\'checks\' must have names that nothing else in the stage has, got "Integration" twice');
  });

  test.each([[''], ['a b'], ['..'], ['x'.repeat(81)]])('fails when a step is called %j, naming the prop', (stepName) => {
    expect(() => pipelineIn(prodStack(), { checks: [suite('a').asStep(stepName)] })).toThrow("'stepName' must be 1 to 80 letters, digits");
  });

  test('is built beside the image, of the same source', () => {
    templateWith({ unit: suite('unit') }).hasResourceProperties('AWS::CodePipeline::Pipeline', {
      Stages: Match.arrayWith([Match.objectLike({ Name: 'Build', Actions: Match.arrayWith([Match.objectLike({ Name: 'Unit', InputArtifacts: [{ Name: 'Source' }] })]) })]),
    });
  });
});
