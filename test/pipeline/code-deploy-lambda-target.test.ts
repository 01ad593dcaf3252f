import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { WarningId } from '../../src/core/private/warning-ids';
import { CodeDeployLambdaOptions, DeployTarget, IReleasedFunction, ReleasedFunction, ReleasedFunctionProps } from '../../src/pipeline';
import { onlyResource, prodStack, warningsWith } from '../support/stacks';
import { built } from './support/built';
import { actionOf, environmentOf, pipelineIn, projectOf, scriptOf, statementsOf } from './support/pipelines';

function functionIn(stack: Stack, id = 'Orders', memorySize = 128, role?: iam.IRole): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1'), memorySize, role,
  });
}

function releasedIn(stack: Stack, props: Partial<ReleasedFunctionProps> = {}): ReleasedFunction {
  return new ReleasedFunction(stack, 'Live', { lambdaFunction: functionIn(stack), ...props });
}

function templateOf(props?: Partial<ReleasedFunctionProps>): Template {
  const stack = prodStack();
  releasedIn(stack, props);
  return Template.fromStack(stack);
}

function alarmsIn(stack: Stack, count: number): cloudwatch.Alarm[] {
  return Array.from({ length: count }, (_, index) => new cloudwatch.Alarm(stack, `Alarm${index}`, {
    metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: `Orders${index}` }), threshold: 1, evaluationPeriods: 1,
  }));
}

describe('ReleasedFunction', () => {
  test('makes an alias and a deployment group that takes releases back', () => {
    const template = templateOf();
    expect(onlyResource(template, 'AWS::Lambda::Alias')).toMatchObject({ Properties: { Name: 'live' } });
    expect(onlyResource(template, 'AWS::Lambda::Alias')).not.toHaveProperty('UpdatePolicy');
    expect(onlyResource(template, 'AWS::CodeDeploy::DeploymentGroup').Properties).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'] },
    });
  });

  test('leaves alias and version as they are when the function changes: a pipeline moves them', () => {
    const withMemory = (memorySize: number) => {
      const stack = prodStack();
      releasedIn(stack, { lambdaFunction: functionIn(stack, 'Other', memorySize) });
      const template = Template.fromStack(stack);
      return ['AWS::Lambda::Alias', 'AWS::Lambda::Version'].map((type) => template.findResources(type));
    };
    expect(withMemory(1024)).toEqual(withMemory(128));
  });

  test('shifts as you like, and stops when alarms fire', () => {
    const stack = prodStack();
    const deploymentConfig = codedeploy.LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE;
    releasedIn(stack, { aliasName: 'prod', deploymentConfig, alarms: alarmsIn(stack, 1) });
    const { Properties } = onlyResource(Template.fromStack(stack), 'AWS::CodeDeploy::DeploymentGroup');
    expect(Properties.DeploymentConfigName).toBe('CodeDeployDefault.LambdaLinear10PercentEvery1Minute');
    expect(Properties.AlarmConfiguration).toMatchObject({ Alarms: [{ Name: { Ref: expect.any(String) } }], Enabled: true });
    expect(Properties.AutoRollbackConfiguration.Events).toContain('DEPLOYMENT_STOP_ON_ALARM');
  });

  test('lets CodeDeploy move the one alias and call the hooks, and no more', () => {
    const stack = prodStack();
    const preHook = functionIn(stack, 'Before');
    releasedIn(stack, { preHook });
    const template = Template.fromStack(stack);
    const theFunction = { 'Fn::GetAtt': [expect.stringMatching(/^Orders/), 'Arn'] };
    expect(statementsOf(template, 'LiveRole')).toEqual([
      {
        Effect: 'Allow',
        Action: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        Resource: [theFunction, { 'Fn::Join': ['', [theFunction, ':live']] }],
      },
      { Effect: 'Allow', Action: 'cloudwatch:DescribeAlarms', Resource: '*' },
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Before/), 'Arn'] } },
    ]);
    expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).not.toContain('AWSCodeDeployRole');
    expect(JSON.stringify(statementsOf(template, 'BeforeServiceRole'))).toContain('codedeploy:PutLifecycleEventHookExecutionStatus');
  });

  test('may share the role of its hook: nothing waits for itself', () => {
    const stack = prodStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    releasedIn(stack, { lambdaFunction: functionIn(stack, 'Shared', 128, role), preHook: functionIn(stack, 'Before', 128, role) });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test.each([
    [{ lambdaFunction: undefined }, "'lambdaFunction' must be a Lambda function, got undefined"],
    [{ aliasName: '5' }, "'aliasName' must be 1 to 128 letters, digits, '-' or '_', and not digits alone, got \"5\""],
    [{ deploymentConfig: {} }, "'deploymentConfig' must be a configuration of CodeDeploy"],
    [{ alarms: [{}] }, "'alarms' must be a CloudWatch alarm"],
    [{ preHook: 'hook' }, "'preHook' must be a Lambda function, got \"hook\""],
  ])('fails with %j, naming the prop', (props, message) => {
    expect(() => templateOf(props as unknown as ReleasedFunctionProps)).toThrow(message);
  });

  test('fails for more alarms than CodeDeploy takes', () => {
    const stack = prodStack();
    expect(() => releasedIn(stack, { alarms: alarmsIn(stack, 11) })).toThrow("'alarms.length' must be between 0 and 10, got 11. Put several into a composite alarm");
  });
});

describe('DeployTarget.codeDeployLambda', () => {
  function released(
    options: CodeDeployLambdaOptions = {}, makes = { artifact: true, image: false }, functionOf: (stack: Stack) => IReleasedFunction = releasedIn,
  ): [Template, Stack] {
    const stack = prodStack();
    pipelineIn(stack, { buildStep: built(makes), production: DeployTarget.codeDeployLambda(functionOf(stack), options) });
    return [Template.fromStack(stack), stack];
  }

  test('releases the build artifact', () => {
    const [template] = released({ directory: 'dist' });
    expect(actionOf(template, 'Production')).toMatchObject({ Name: 'Deploy-Orders', InputArtifacts: [{ Name: 'Built' }] });
    const project = projectOf(template, 'DeployOrders');
    expect(environmentOf(project)).toEqual({
      FUNCTION: { Ref: expect.stringMatching(/^Orders/) },
      ALIAS: expect.anything(),
      DIRECTORY: 'dist',
      APPLICATION: { Ref: expect.stringMatching(/^LiveDeploymentGroupApplication/) },
      GROUP: { Ref: expect.stringMatching(/^LiveDeploymentGroup/) },
    });
    expect(scriptOf(project)).toContain('publish-version');
    expect(project.TimeoutInMinutes).toBe(480);
  });

  test('releases the image', () => {
    const [template] = released({}, { artifact: false, image: true });
    expect(actionOf(template, 'Production')).toMatchObject({
      InputArtifacts: [{ Name: 'Source' }],
      Configuration: { EnvironmentVariables: expect.stringContaining('#{Build.IMAGE}') },
    });
  });

  test('calls the hooks', () => {
    const [template] = released({}, undefined, (stack) => releasedIn(stack, { preHook: functionIn(stack, 'Before'), postHook: functionIn(stack, 'After') }));
    expect(environmentOf(projectOf(template, 'DeployOrders'))).toMatchObject({
      PRE_HOOK: { 'Fn::GetAtt': [expect.stringMatching(/^Before/), 'Arn'] },
      POST_HOOK: { 'Fn::GetAtt': [expect.stringMatching(/^After/), 'Arn'] },
    });
  });

  test('restores itself', () => {
    expect(DeployTarget.codeDeployLambda(releasedIn(prodStack())).restoresItself).toBe(true);
  });

  test('may change and publish the one function, and ask for deployments of the one group', () => {
    const statements = statementsOf(released()[0], 'DeployOrdersProjectRelease');
    const theFunction = { 'Fn::GetAtt': [expect.stringMatching(/^Orders/), 'Arn'] };
    expect(statements.slice(0, 2)).toEqual([
      {
        Effect: 'Allow',
        Action: ['lambda:GetAlias', 'lambda:GetFunctionConfiguration', 'lambda:UpdateFunctionCode', 'lambda:PublishVersion'],
        Resource: theFunction,
      },
      { Effect: 'Allow', Action: ['lambda:GetFunction', 'lambda:GetFunctionConfiguration'], Resource: [theFunction, { 'Fn::Join': ['', [theFunction, ':*']] }] },
    ]);
    expect(statements.flatMap(({ Resource }) => Resource)).not.toContain('*');
    expect(JSON.stringify(statements)).not.toContain('lambda:UpdateAlias');
  });

  test('takes an alias and a group that you made', () => {
    const [template, stack] = released({}, undefined, (scope) => {
      const alias = new lambda.Alias(scope, 'Alias', { aliasName: 'live', version: new lambda.Version(scope, 'V', { lambda: functionIn(scope) }) });
      return ReleasedFunction.fromDeploymentGroup(alias, new codedeploy.LambdaDeploymentGroup(scope, 'Group', { alias }), { preHook: functionIn(scope, 'Before') });
    });
    expect(environmentOf(projectOf(template, 'DeployOrders'))).toMatchObject({ GROUP: { Ref: expect.stringMatching(/^Group/) }, PRE_HOOK: expect.anything() });
    expect(warningsWith(stack, WarningId.ALIAS_FOLLOWS_TEMPLATE)).toEqual([]);
  });

  test('warns when cdk deploy moves the alias, too', () => {
    const [, stack] = released({}, undefined, (scope) => {
      const alias = new lambda.Alias(scope, 'Alias', { aliasName: 'live', version: functionIn(scope).currentVersion });
      return ReleasedFunction.fromDeploymentGroup(alias, new codedeploy.LambdaDeploymentGroup(scope, 'Group', { alias }));
    });
    expect(warningsWith(stack, WarningId.ALIAS_FOLLOWS_TEMPLATE)).toEqual([expect.stringContaining("The alias live of Prod/Orders is at 'currentVersion'")]);
  });

  test('fails for a build that makes nothing', () => {
    expect(() => released({}, { artifact: false, image: false })).toThrow("'buildStep' must build an artifact or an image that Production can release");
  });

  test('fails for a function elsewhere', () => {
    expect(() => released({}, undefined, (stack) => releasedIn(new Stack(stack.node.root as App, 'Elsewhere', { env: { account: '222222222222', region: 'eu-west-1' } }))))
      .toThrow("'production' must release to a function in the pipeline's own account and region (111111111111/eu-west-1), got Elsewhere/Orders in 222222222222/eu-west-1");
  });

  test.each([
    [{ directory: '../x' }, "'directory' must be a path below the root of the build artifact, got \"../x\""],
    [{ directory: 5 }, "'directory' must be a text, got 5"],
    [{ timeout: Duration.minutes(1) }, "'timeout' must be a whole number between 5 and 2160 minutes, got 1"],
  ])('fails with %j, naming the prop', (options, message) => {
    expect(() => released(options as CodeDeployLambdaOptions)).toThrow(message);
  });

  test('fails for what is no released function', () => {
    expect(() => released({}, undefined, (stack) => functionIn(stack) as unknown as IReleasedFunction)).toThrow("'released' must be a function with an alias and a deployment group");
  });
});
