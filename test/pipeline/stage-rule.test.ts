import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { alarmIn, managedStatementsOf, plainPipeline, SOURCE, stageOf } from './support/plain-pipelines';
import { StageConditions, StageRule, VariableOperator } from '../../src/pipeline';
import { onlyResource, prodStack } from '../support/stacks';

/** The rules of a stage that begins only when a rule passes. */
function entryRules(stack: Stack, ...rules: StageRule[]): any[] {
  StageConditions.on(plainPipeline(stack), 'Prod').beforeEntry(rules);
  return stageOf(stack, 'Prod').BeforeEntry.Conditions[0].Rules;
}

const SHARED_ROLE = { 'Fn::GetAtt': [expect.stringMatching(/^PlainStageRulesShared/), 'Arn'] };

/** What a rule is refused for. */
function refusal(makeRule: (stack: Stack) => StageRule): string {
  const stack = prodStack();
  const pipeline = plainPipeline(stack);
  try {
    StageConditions.on(pipeline, 'Prod').beforeEntry([makeRule(stack)]);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

function functionIn(stack: Stack, id = 'Check'): lambda.Function {
  return new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};') });
}

describe('StageRule', () => {
  test('has the version, the region, a name and a role of its own, which CDK rules lack', () => {
    const stack = prodStack();
    expect(entryRules(stack, StageRule.alarms([alarmIn(stack)]))).toEqual([{
      Name: 'Prod-beforeEntry-CloudWatchAlarm',
      RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'CloudWatchAlarm', Version: '1' },
      Configuration: { AlarmName: { Ref: expect.stringMatching(/^Errors/) }, AlarmStates: 'ALARM' },
      Region: 'eu-west-1',
      RoleArn: SHARED_ROLE,
    }]);
  });

  test('is in the region of the stack where that is not known', () => {
    const stack = prodStack({ agnostic: true });
    expect(entryRules(stack, StageRule.alarms([alarmIn(stack)]))[0].Region).toEqual({ Ref: 'AWS::Region' });
  });

  test('has a role that CodePipeline and the role of the pipeline may take', () => {
    const stack = prodStack();
    entryRules(stack, StageRule.alarms([alarmIn(stack)]));
    const template = Template.fromStack(stack);
    const [role]: any[] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.includes('StageRulesShared')).map(([, value]) => value);
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'codepipeline.amazonaws.com' } },
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': [expect.stringMatching(/^PlainRole/), 'Arn'] } } },
    ]);
    const taken = Object.values(template.findResources('AWS::IAM::Policy')).flatMap((policy: any) => policy.Properties.PolicyDocument.Statement)
      .filter(({ Action }: any) => Action === 'sts:AssumeRole');
    expect(taken).toContainEqual({ Action: 'sts:AssumeRole', Effect: 'Allow', Resource: SHARED_ROLE });
  });

  test('names no two rules of a pipeline alike', () => {
    const stack = prodStack();
    const [one, two] = [alarmIn(stack, 'One'), alarmIn(stack, 'Two')];
    const names = entryRules(stack, StageRule.alarms([one, two]), StageRule.alarms([one])).map(({ Name }) => Name);
    expect(names).toEqual(['Prod-beforeEntry-CloudWatchAlarm', 'Prod-beforeEntry-CloudWatchAlarm-2', 'Prod-beforeEntry-CloudWatchAlarm-3']);
  });

  test('refuses what is no rule', () => {
    expect(refusal(() => ({}) as never)).toBe("'rules' must be rules such as StageRule.alarms([alarm]), got Object [at Prod/Plain]");
    expect(refusal(() => new codepipeline.Rule({ name: 'Mine' }) as never)).toMatch(/^'rules' must be rules such as StageRule.alarms\(\[alarm\]\), got Rule/);
  });
});

describe('StageRule.alarms', () => {
  test('waits as many minutes as told', () => {
    const stack = prodStack();
    const [rule] = entryRules(stack, StageRule.alarms([alarmIn(stack)], { wait: Duration.minutes(20) }));
    expect(rule.Configuration).toMatchObject({ WaitTime: '20' });
  });

  test('may see just the alarms it looks at', () => {
    const stack = prodStack();
    entryRules(stack, StageRule.alarms([alarmIn(stack)]));
    expect(managedStatementsOf(stack, 'StageRulesShared')).toEqual([
      { Action: 'cloudwatch:DescribeAlarms', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Errors/), 'Arn'] } },
    ]);
  });

  test('may see all alarms for a composite one, which AWS shows to nobody else, in a policy of its own', () => {
    const stack = prodStack();
    const composite = new cloudwatch.CompositeAlarm(stack, 'Both', { alarmRule: cloudwatch.AlarmRule.fromAlarm(alarmIn(stack), cloudwatch.AlarmState.ALARM) });
    entryRules(stack, StageRule.alarms([composite]));
    const policy = onlyResource(Template.fromStack(stack), 'AWS::IAM::ManagedPolicy');
    expect(policy.id).toContain('AnyAlarm');
    expect(policy.Properties.PolicyDocument.Statement).toEqual([{ Action: 'cloudwatch:DescribeAlarms', Effect: 'Allow', Resource: '*' }]);
  });

  test.each<[string, (stack: Stack) => StageRule, string]>([
    ['no list', (stack) => StageRule.alarms(alarmIn(stack) as never), "'alarms' must be a list of 1 to 5 alarms, got "],
    ['no alarm', () => StageRule.alarms([]), "'alarms' must be a list of 1 to 5 alarms, got 0"],
    ['six alarms', (stack) => StageRule.alarms([...'abcdef'].map((id) => alarmIn(stack, id))), "'alarms' must be a list of 1 to 5 alarms, got 6. Combine them in a CompositeAlarm"],
    ['a metric', () => StageRule.alarms([new cloudwatch.Metric({ namespace: 'a', metricName: 'b' }) as never]), "'alarms' must be a CloudWatch alarm, got a Metric"],
    ['half a minute', (stack) => StageRule.alarms([alarmIn(stack)], { wait: Duration.seconds(30) }), "'wait' must be a whole number between 1 and 1440 minutes, got 0.5"],
    ['a number', (stack) => StageRule.alarms([alarmIn(stack)], { wait: 5 as never }), "'wait' must be a Duration, such as Duration.minutes(30), got 5"],
  ])('refuses %s', (_what, makeRule, message) => {
    expect(refusal(makeRule)).toContain(message);
    expect(refusal(makeRule)).toMatch(/ \[at Prod\/Plain\]$/);
  });

  test('refuses an alarm of another region, naming both', () => {
    const app = new App();
    const there = new Stack(app, 'There', { env: { account: '111111111111', region: 'us-east-1' } });
    const here = new Stack(app, 'Here', { env: { account: '111111111111', region: 'eu-west-1' } });
    expect(() => StageConditions.on(plainPipeline(here), 'Prod').beforeEntry([StageRule.alarms([alarmIn(there)])]))
      .toThrow("'alarms' must be in the pipeline's own account and region (111111111111/eu-west-1), got There/Errors in 111111111111/us-east-1");
  });
});

describe('StageRule.deploymentWindow', () => {
  test('needs neither role nor permission', () => {
    const stack = prodStack();
    expect(entryRules(stack, StageRule.deploymentWindow({ cron: '* * 9-16 ? * MON-FRI', timeZone: TimeZone.EUROPE_ZURICH }))).toEqual([{
      Name: 'Prod-beforeEntry-DeploymentWindow',
      RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'DeploymentWindow', Version: '1' },
      Configuration: { Cron: '* * 9-16 ? * MON-FRI', TimeZone: 'Europe/Zurich' },
      Region: 'eu-west-1',
    }]);
    expect(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')).toEqual({});
  });

  test('counts in UTC unless told otherwise', () => {
    expect(entryRules(prodStack(), StageRule.deploymentWindow({ cron: '* * 9-16 ? * 2-6' }))[0].Configuration.TimeZone).toBe('Etc/UTC');
  });

  test.each(['* 0-30 9,14 ? JAN-MAR MON,WED', '* */15 * L * ?', '* * * 15W * ?', '* * * ? * 6#3', '* * 9-16 ? * MON-FRI 2027-2030', '* 0/90 * 1 * ?'])('takes %s', (cron) => {
    expect(entryRules(prodStack(), StageRule.deploymentWindow({ cron }))[0].Configuration.Cron).toBe(cron);
  });

  test.each([
    ['* 9-16 ? * MON-FRI', 'six fields, or seven with the year'],
    ['0 * 9-16 ? * MON-FRI', "'*' in the field of the seconds"],
    ['* 60 9 ? * MON', 'right in the field of the minutes, 0 to 59'],
    ['* * 24 ? * MON', 'right in the field of the hours, 0 to 23'],
    ['* * 9 32 * ?', 'right in the field of the day of the month, 1 to 31'],
    ['* * 9 ? 13 MON', 'right in the field of the month, 1 to 12'],
    ['* * 9 ? * MONTAG', 'right in the field of the day of the week, 1 to 7'],
    ['* * 9 ? * MON 1969', 'right in the field of the year, 1970 to 2199'],
    ['* * 9 * * MON', "'?' in one of the fields of the day of the month and of the week, and only in one"],
    ['* * 9 ? * ?', "'?' in one of the fields"],
    [undefined, 'six fields'],
    [5, 'six fields'],
  ])('refuses %s, saying which field and how to write it', (cron, problem) => {
    expect(refusal(() => StageRule.deploymentWindow({ cron: cron as string }))).toMatch(`'cron' must be ${problem}`);
    expect(refusal(() => StageRule.deploymentWindow({ cron: cron as string }))).toMatch(/MON-FRI'. \[at|MON-FRI' \[at Prod\/Plain\]$/);
  });

  test('refuses a time zone that is a text', () => {
    expect(refusal(() => StageRule.deploymentWindow({ cron: '* * 9 ? * MON', timeZone: 'UTC' as never })))
      .toBe('\'timeZone\' must be a TimeZone of the AWS CDK, such as TimeZone.EUROPE_ZURICH, got "UTC" [at Prod/Plain]');
  });
});

describe('StageRule.variable', () => {
  test.each(Object.values(VariableOperator))('compares with %s', (operator) => {
    const [rule] = entryRules(prodStack(), StageRule.variable('#{Source.BranchName}', operator, 'release/1'));
    expect(rule).toMatchObject({
      RuleTypeId: { Provider: 'VariableCheck', Version: '1' },
      Configuration: { Variable: '#{Source.BranchName}', Operator: operator, Value: 'release/1' },
    });
    expect(rule.RoleArn).toBeUndefined();
  });

  test('refuses a number, with what to do instead', () => {
    expect(refusal(() => StageRule.variable('#{Build.COVERAGE}', VariableOperator.EQUALS, 80 as never))).toBe(
      "'value' must be a text, got 80. CodePipeline compares texts only: compare numbers in the build, export 'true' or 'false', and compare with that [at Prod/Plain]");
  });

  test.each([
    ['Source.BranchName', VariableOperator.EQUALS, 'main', "'variable' must be a variable such as"],
    ['#{BranchName}', VariableOperator.EQUALS, 'main', "'variable' must be a variable such as"],
    [undefined, VariableOperator.EQUALS, 'main', "'variable' must be a variable such as"],
    ['#{Source.BranchName}', 'GT', '5', "'comparison' must be a member of VariableOperator, got \"GT\""],
    ['#{Source.BranchName}', undefined, '5', "'comparison' must be a member of VariableOperator, got nothing"],
    ['#{Source.BranchName}', VariableOperator.EQUALS, '', "'value' must be 1 to 10000 characters"],
    ['#{Source.BranchName}', VariableOperator.EQUALS, undefined, "'value' must be a text, got undefined"],
  ])('refuses %s %s %s', (variable, operator, value, message) => {
    expect(refusal(() => StageRule.variable(variable as string, operator as VariableOperator, value as string))).toContain(message);
  });
});

describe('StageRule.lambdaFunction', () => {
  test('may call just the function, which may answer', () => {
    const stack = prodStack();
    const check = functionIn(stack);
    const [rule] = entryRules(stack, StageRule.lambdaFunction(check, { commit: '#{Source.CommitId}' }));
    expect(rule).toMatchObject({
      RuleTypeId: { Provider: 'LambdaInvoke', Version: '1' },
      Configuration: { FunctionName: { Ref: expect.stringMatching(/^Check/) }, UserParameters: '{"commit":"#{Source.CommitId}"}' },
      RoleArn: SHARED_ROLE,
    });
    expect(managedStatementsOf(stack, 'StageRulesShared')).toEqual([
      { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Check/), 'Arn'] } },
    ]);
    expect(managedStatementsOf(stack, 'CheckServiceRole')).toEqual([
      { Action: ['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult'], Effect: 'Allow', Resource: '*' },
    ]);
  });

  test('is made once for a function in several rules', () => {
    const stack = prodStack();
    const check = functionIn(stack);
    expect(entryRules(stack, StageRule.lambdaFunction(check), StageRule.lambdaFunction(check))).toHaveLength(2);
  });

  test('refuses what is no function, and parameters that are no texts or too long', () => {
    expect(refusal(() => StageRule.lambdaFunction('check' as never))).toContain("'lambdaFunction' must be a Lambda function, got \"check\"");
    expect(refusal((stack) => StageRule.lambdaFunction(functionIn(stack), { minutes: 5 as never }))).toContain("'parameters' must be texts by name, got 5 for minutes");
    expect(refusal((stack) => StageRule.lambdaFunction(functionIn(stack), ['a'] as never))).toContain("'parameters' must be values by name");
    expect(refusal((stack) => StageRule.lambdaFunction(functionIn(stack), { all: 'x'.repeat(10_000) }))).toContain("'parameters' must be at most 10000 characters as JSON");
  });
});

describe('StageRule.commands', () => {
  test('runs with a role of its own that may write its log, and nothing else', () => {
    const stack = prodStack();
    const [rule] = entryRules(stack, StageRule.commands(['curl -f https://status.example.com', 'echo fine']));
    expect(rule).toMatchObject({
      RuleTypeId: { Provider: 'Commands', Version: '1' },
      Commands: ['curl -f https://status.example.com', 'echo fine'],
      RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^PlainStageRulesCommands/), 'Arn'] },
    });
    const [statement, ...others] = managedStatementsOf(stack, 'StageRulesCommands');
    expect(others).toEqual([]);
    expect(statement.Action).toEqual(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(JSON.stringify(statement.Resource)).toContain(':log-group:/aws/codepipeline/');
  });

  test('reads its artifacts and may do what it is told', () => {
    const stack = prodStack();
    const pipeline = plainPipeline(stack);
    const [read] = [new iam.PolicyStatement({ actions: ['ecs:DescribeServices'], resources: ['arn:aws:ecs:eu-west-1:111111111111:service/a/b'] })];
    StageConditions.on(pipeline, 'Prod').beforeEntry([StageRule.commands(['./check.sh'], { inputs: [codepipeline.Artifact.artifact(SOURCE)], statements: [read] })]);
    expect(stageOf(stack, 'Prod').BeforeEntry.Conditions[0].Rules[0].InputArtifacts).toEqual([{ Name: SOURCE }]);
    const actions = managedStatementsOf(stack, 'StageRulesCommands').map(({ Action }) => Action);
    expect(actions).toEqual(['ecs:DescribeServices', expect.arrayContaining(['logs:PutLogEvents']), ['s3:GetObject', 's3:GetObjectVersion']]);
  });

  test('gives each rule a role of its own', () => {
    const stack = prodStack();
    const roles = entryRules(stack, StageRule.commands(['a']), StageRule.commands(['b'])).map(({ RoleArn }) => RoleArn['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(2);
  });

  test.each<[string, unknown, string]>([
    ['none', [], "'commands' must be a list of 1 to 50 commands, got 0"],
    ['51', new Array(51).fill('true'), "'commands' must be a list of 1 to 50 commands, got 51. Join some with &&, or use StageRule.codeBuild"],
    ['two lines', ['a\nb'], "'commands' must be texts of one line and at most 1000 characters"],
    ['1001 characters', ['x'.repeat(1001)], "'commands' must be texts of one line and at most 1000 characters"],
    ['nothing', [undefined], "'commands' must be texts, got nothing"],
    ['a text', 'ls', "'commands' must be a list of 1 to 50 commands, got \"ls\""],
    ['a pipeline variable, which somebody else writes', ['echo "#{Source.CommitMessage}"'], "'commands' must be without pipeline variables"],
  ])('refuses %s', (_what, commands, message) => {
    expect(refusal(() => StageRule.commands(commands as string[]))).toContain(message);
  });
});

describe('StageRule.codeBuild', () => {
  test('may start the project and see its builds, and passes variables as environment', () => {
    const stack = prodStack();
    const project = new codebuild.PipelineProject(stack, 'Checks');
    const pipeline = plainPipeline(stack);
    const inputs = [codepipeline.Artifact.artifact(SOURCE), codepipeline.Artifact.artifact('Other')];
    StageConditions.on(pipeline, 'Prod').beforeEntry([StageRule.codeBuild(project, { inputs, environment: { BRANCH: '#{Source.BranchName}' } })]);
    expect(stageOf(stack, 'Prod').BeforeEntry.Conditions[0].Rules[0]).toMatchObject({
      RuleTypeId: { Provider: 'CodeBuild', Version: '1' },
      Configuration: {
        ProjectName: { Ref: expect.stringMatching(/^Checks/) },
        PrimarySource: SOURCE,
        EnvironmentVariables: '[{"name":"BRANCH","type":"PLAINTEXT","value":"#{Source.BranchName}"}]',
      },
      InputArtifacts: [{ Name: SOURCE }, { Name: 'Other' }],
    });
    expect(managedStatementsOf(stack, 'StageRulesShared')).toEqual([
      { Action: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'], Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Checks/), 'Arn'] } },
    ]);
  });

  test('refuses what is no project, and what are no artifacts', () => {
    expect(refusal(() => StageRule.codeBuild({} as never))).toContain("'project' must be a CodeBuild project, got an object with nothing in it");
    const project = (stack: Stack) => new codebuild.PipelineProject(stack, 'Checks');
    expect(refusal((stack) => StageRule.codeBuild(project(stack), { inputs: [SOURCE as never] }))).toContain("'inputs' must be artifacts of the pipeline");
    expect(refusal((stack) => StageRule.codeBuild(project(stack), { environment: 'A=b' as never }))).toContain("'environment' must be values by name");
  });
});
