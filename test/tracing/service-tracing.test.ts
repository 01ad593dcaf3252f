import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { HighCpuAlarm } from '../../src/alarms';
import { VERSIONS } from '../../src/core/private/versions';
import { BlueGreenEc2Service, BlueGreenFargateService, ServiceImage } from '../../src/deployment';
import { SignalUnit } from '../../src/signals';
import { ServiceTracing, ServiceTracingProps, TracedLanguage, TraceTaskOptions, TracingMode } from '../../src/tracing';
import { onlyResource, prodStack, warningsWith } from '../support/stacks';

const TASK_SMALL = 'cdk-devops-patterns/tracing:taskSmall';

let stack: Stack;
beforeEach(() => { stack = prodStack(); });

function tracing(props: Partial<ServiceTracingProps> = {}): ServiceTracing {
  return new ServiceTracing(stack, 'Tracing', { serviceName: 'orders', ...props });
}

const MEDIUM = { memoryLimitMiB: 1024, cpu: 512 };

function fargateTask(props: ecs.FargateTaskDefinitionProps = MEDIUM, environment?: Record<string, string>): ecs.FargateTaskDefinition {
  const task = new ecs.FargateTaskDefinition(stack, 'Task', props);
  task.addContainer('app', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29'), environment });
  return task;
}

describe('ServiceTracing of a container', () => {
  function traced(language = TracedLanguage.NODEJS, props: Partial<ServiceTracingProps> = {}, options?: TraceTaskOptions): Template {
    tracing(props).traceTask(fargateTask(), language, options);
    return Template.fromStack(stack);
  }

  function containersOf(template: Template): Record<string, any> {
    const { Properties } = onlyResource(template, 'AWS::ECS::TaskDefinition');
    return Object.fromEntries(Properties.ContainerDefinitions.map((container: any) => [container.Name, container]));
  }

  /** What the application gets, by name: parameters are followed. */
  function variablesOf(template: Template, container = 'app'): Record<string, unknown> {
    const parameters = template.findResources('AWS::SSM::Parameter');
    const { Secrets = [], Environment = [] } = containersOf(template)[container];
    const behind = (valueFrom: any) => {
      const reference = JSON.stringify(valueFrom);
      return Object.entries(parameters).find(([id]) => reference.includes(`"${id}"`))![1].Properties.Value;
    };
    return Object.fromEntries([
      ...Secrets.map(({ Name, ValueFrom }: any) => [Name, behind(ValueFrom)]), ...Environment.map(({ Name, Value }: any) => [Name, Value]),
    ]);
  }

  test('adds the agent and the instrumentation, and neither of them keeps the task from going on', () => {
    const { app, 'cloudwatch-agent': agent, 'instrumentation-nodejs-app': copy } = containersOf(traced());

    expect(agent).toMatchObject({ Essential: false, Image: VERSIONS.cloudWatchAgentImage.value, MemoryReservation: 128 });
    expect(copy).toMatchObject({ Essential: false, Image: VERSIONS.adotNodejsImage.value });
    expect(app.DependsOn).toEqual([
      { ContainerName: 'cloudwatch-agent', Condition: 'START' },
      { ContainerName: 'instrumentation-nodejs-app', Condition: 'SUCCESS' },
    ]);
    expect(copy.MountPoints[0]).toMatchObject({ ContainerPath: '/otel-auto-instrumentation-nodejs', ReadOnly: false });
    expect(app.MountPoints[0]).toMatchObject({ ContainerPath: '/otel-auto-instrumentation-nodejs', ReadOnly: true, SourceVolume: copy.MountPoints[0].SourceVolume });
  });

  test('never runs the X-Ray daemon', () => {
    expect(JSON.stringify(traced().toJSON())).not.toMatch(/xray-daemon/i);
  });

  test('logs what both say, kept for one month', () => {
    const template = traced();

    expect(onlyResource(template, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(30);
    for (const name of ['cloudwatch-agent', 'instrumentation-nodejs-app']) {
      expect(containersOf(template)[name].LogConfiguration).toMatchObject({ LogDriver: 'awslogs', Options: { 'awslogs-stream-prefix': name, 'mode': 'non-blocking' } });
    }
  });

  test('logs where the user says', () => {
    const template = traced(TracedLanguage.NODEJS, { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', 'of-orders') });

    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(containersOf(template)['cloudwatch-agent'].LogConfiguration.Options['awslogs-group']).toBe('of-orders');
  });

  test('encrypts its log with the key of the user', () => {
    const template = traced(TracedLanguage.NODEJS, { logEncryptionKey: new kms.Key(stack, 'Key') });

    template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'AllowUseByLogGroups' })]) } });
  });

  test('sends traces and metrics to the agent, with sampling rules of the account and all formats of trace headers', () => {
    expect(variablesOf(traced())).toEqual({
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=orders,deployment.environment=default',
      OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'true',
      OTEL_AWS_APPLICATION_SIGNALS_EXPORTER_ENDPOINT: 'http://localhost:4316/v1/metrics',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4316/v1/traces',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_TRACES_SAMPLER: 'xray',
      OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://localhost:2000',
      OTEL_PROPAGATORS: 'tracecontext,baggage,xray',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      NODE_OPTIONS: '--require /otel-auto-instrumentation-nodejs/autoinstrumentation.js',
    });
  });

  test('collects what the application sends', () => {
    expect(JSON.parse(String(variablesOf(traced(), 'cloudwatch-agent').CW_CONFIG_CONTENT))).toEqual({
      traces: { traces_collected: { application_signals: {} } }, logs: { metrics_collected: { application_signals: {} } },
    });
  });

  test('collects traces only, with the mode OPEN_TELEMETRY', () => {
    const template = traced(TracedLanguage.JAVA, { mode: TracingMode.OPEN_TELEMETRY });

    expect(JSON.parse(String(variablesOf(template, 'cloudwatch-agent').CW_CONFIG_CONTENT))).toEqual({ traces: { traces_collected: { otlp: {}, xray: {} } } });
    expect(variablesOf(template)).toMatchObject({ OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'false', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318/v1/traces' });
  });

  test.each([
    [TracedLanguage.JAVA, VERSIONS.adotJavaImage.value, { JAVA_TOOL_OPTIONS: '-javaagent:/otel-auto-instrumentation-java/javaagent.jar' }],
    [TracedLanguage.PYTHON, VERSIONS.adotPythonImage.value, {
      PYTHONPATH: '/otel-auto-instrumentation-python/opentelemetry/instrumentation/auto_instrumentation:/otel-auto-instrumentation-python',
      OTEL_PYTHON_DISTRO: 'aws_distro',
      OTEL_PYTHON_CONFIGURATOR: 'aws_configurator',
    }],
    [TracedLanguage.DOTNET, VERSIONS.adotDotnetImage.value, {
      CORECLR_ENABLE_PROFILING: '1', CORECLR_PROFILER_PATH: '/otel-auto-instrumentation-dotnet/linux-x64/OpenTelemetry.AutoInstrumentation.Native.so',
    }],
  ])('instruments %s', (language, image, variables) => {
    const template = traced(language);

    expect(containersOf(template)[`instrumentation-${language}-app`].Image).toBe(image);
    expect(variablesOf(template)).toMatchObject(variables);
  });

  test('takes the profiler of .NET for the processor of the task', () => {
    const runtimePlatform = { cpuArchitecture: ecs.CpuArchitecture.ARM64, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX };
    const task = fargateTask({ ...MEDIUM, runtimePlatform });
    tracing().traceTask(task, TracedLanguage.DOTNET);

    expect(variablesOf(Template.fromStack(stack)).CORECLR_PROFILER_PATH).toContain('/linux-arm64/');
  });

  test.each([
    [TracedLanguage.NODEJS, 'NODE_OPTIONS', '--max-old-space-size=200', '--max-old-space-size=200 --require /otel-auto-instrumentation-nodejs/autoinstrumentation.js'],
    [TracedLanguage.JAVA, 'JAVA_TOOL_OPTIONS', '-Xmx256m', '-Xmx256m -javaagent:/otel-auto-instrumentation-java/javaagent.jar'],
    [TracedLanguage.PYTHON, 'PYTHONPATH', '/app', '/otel-auto-instrumentation-python/opentelemetry/instrumentation/auto_instrumentation:/app:/otel-auto-instrumentation-python'],
    [TracedLanguage.NODEJS, 'OTEL_RESOURCE_ATTRIBUTES', 'team=blue', 'team=blue,service.name=orders,deployment.environment=default'],
  ])('keeps what %s applications have in %s already', (language, name, theirs, together) => {
    tracing().traceTask(fargateTask(undefined, { [name]: theirs }), language);

    expect(variablesOf(Template.fromStack(stack))[name]).toBe(together);
  });

  test('leaves alone what the user has set', () => {
    tracing().traceTask(fargateTask(undefined, { OTEL_TRACES_SAMPLER: 'always_on' }), TracedLanguage.NODEJS);

    expect(variablesOf(Template.fromStack(stack)).OTEL_TRACES_SAMPLER).toBe('always_on');
  });

  test('fails when a variable that tracing adds to is a secret, naming it', () => {
    const task = fargateTask();
    task.defaultContainer!.addSecret('NODE_OPTIONS', ecs.Secret.fromSsmParameter(
      new (jest.requireActual('aws-cdk-lib/aws-ssm').StringParameter)(stack, 'Options', { stringValue: '--inspect' })));

    expect(() => tracing().traceTask(task, TracedLanguage.NODEJS)).toThrow(/'container' must have NODE_OPTIONS as an environment variable or not at all.* \[at Prod\/Tracing\]/);
  });

  test('lets the task send traces and nothing else', () => {
    const template = traced();

    const { PolicyDocument, Roles } = onlyResource(template, 'AWS::IAM::ManagedPolicy').Properties;
    expect(PolicyDocument.Statement.map(({ Sid }: any) => Sid)).toEqual(['SendTraces', 'SendApplicationSignals']);
    expect(Roles).toEqual([{ Ref: expect.stringMatching(/^TaskTaskRole/) }]);
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('shares the parameters that are the same for all tasks of a stack', () => {
    tracing().traceTask(fargateTask(), TracedLanguage.NODEJS);
    const other = new ecs.FargateTaskDefinition(stack, 'Other', { memoryLimitMiB: 1024, cpu: 512 });
    other.addContainer('app', { image: ecs.ContainerImage.fromRegistry('nginx') });
    new ServiceTracing(stack, 'Second', { serviceName: 'other' }).traceTask(other, TracedLanguage.NODEJS);

    // Eleven variables and the configuration of the agent; only the name of the service is another.
    Template.fromStack(stack).resourceCountIs('AWS::SSM::Parameter', 13);
  });

  test('uses the images of the user', () => {
    const repository = ecr.Repository.fromRepositoryName(stack, 'Images', 'mirror');
    const image = ecs.ContainerImage.fromEcrRepository(repository, 'v1');
    const { 'cloudwatch-agent': agent, 'instrumentation-nodejs-app': copy } = containersOf(traced(TracedLanguage.NODEJS, {}, { agentImage: image, instrumentationImage: image }));

    expect(JSON.stringify([agent.Image, copy.Image])).toContain('/mirror:v1');
  });

  test('traces two containers of a task with one agent', () => {
    const task = fargateTask();
    const worker = task.addContainer('worker', { image: ecs.ContainerImage.fromRegistry('python') });
    const both = tracing();
    both.traceTask(task, TracedLanguage.NODEJS);
    both.traceTask(task, TracedLanguage.PYTHON, { container: worker });

    expect(Object.keys(containersOf(Template.fromStack(stack)))).toEqual(
      ['app', 'worker', 'cloudwatch-agent', 'instrumentation-nodejs-app', 'instrumentation-python-worker']);
  });

  test('fails when a container is traced twice', () => {
    const task = fargateTask();
    const twice = tracing();
    twice.traceTask(task, TracedLanguage.NODEJS);

    expect(() => twice.traceTask(task, TracedLanguage.NODEJS)).toThrow("'container' must be traced once, got 'app' again [at Prod/Tracing]");
  });

  test('fails for a container of another task', () => {
    const task = fargateTask();
    const other = new ecs.FargateTaskDefinition(stack, 'Other').addContainer('other', { image: ecs.ContainerImage.fromRegistry('nginx') });

    expect(() => tracing().traceTask(task, TracedLanguage.NODEJS, { container: other })).toThrow(/'container' must be one of the task definition, got 'other' of Prod\/Other/);
  });

  test('fails for a task without a container', () => {
    expect(() => tracing().traceTask(new ecs.FargateTaskDefinition(stack, 'Empty'), TracedLanguage.NODEJS))
      .toThrow(/'container' must be a container of the task definition\. Add it before.*\[at Prod\/Tracing\]/);
  });

  test('fails in the network mode bridge, where the agent is not at localhost', () => {
    const task = new ecs.Ec2TaskDefinition(stack, 'Bridge', { networkMode: ecs.NetworkMode.BRIDGE });
    task.addContainer('app', { image: ecs.ContainerImage.fromRegistry('nginx'), memoryLimitMiB: 512 });

    expect(() => tracing().traceTask(task, TracedLanguage.NODEJS)).toThrow("'taskDefinition' must use the network mode awsvpc, got bridge");
  });

  test('fails on Windows', () => {
    const task = fargateTask({
      cpu: 1024,
      memoryLimitMiB: 2048,
      runtimePlatform: { operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE, cpuArchitecture: ecs.CpuArchitecture.X86_64 },
    });

    expect(() => tracing().traceTask(task, TracedLanguage.DOTNET)).toThrow("'taskDefinition' must run on Linux, got WINDOWS_SERVER_2022_CORE");
  });

  test('fails with the mode XRAY_ACTIVE_ONLY, naming the prop', () => {
    expect(() => tracing({ mode: TracingMode.XRAY_ACTIVE_ONLY }).traceTask(fargateTask(), TracedLanguage.NODEJS))
      .toThrow(/'mode' must be APPLICATION_SIGNALS or OPEN_TELEMETRY for containers/);
  });

  test.each([TracedLanguage.JAVA, TracedLanguage.NODEJS])('does not warn of the smallest task of Fargate, for %s', (language) => {
    tracing().traceTask(fargateTask({ cpu: 256, memoryLimitMiB: 512 }), language);

    expect(warningsWith(stack, TASK_SMALL)).toEqual([]);
  });

  test('warns of a task of instances that is too small, with what to do', () => {
    const task = new ecs.TaskDefinition(stack, 'Task', { compatibility: ecs.Compatibility.EC2, memoryMiB: '256', networkMode: ecs.NetworkMode.AWS_VPC });
    task.addContainer('app', { image: ecs.ContainerImage.fromRegistry('nginx') });
    tracing().traceTask(task, TracedLanguage.JAVA);

    expect(warningsWith(stack, TASK_SMALL)).toEqual([expect.stringContaining('has 256 MiB of memory. With the agent it should have at least 512 MiB')]);
  });

  test('works with a blue/green service as it comes', () => {
    const web = new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29') });
    const trace = tracing({ logGroup: web.logGroup, environment: 'prod' });
    trace.traceTask(web.taskDefinition, TracedLanguage.NODEJS);
    const template = Template.fromStack(stack);

    expect(containersOf(template).app.PortMappings).toHaveLength(1);
    expect(variablesOf(template).OTEL_RESOURCE_ATTRIBUTES).toBe('service.name=orders,deployment.environment=prod');
    expect(containersOf(template)['cloudwatch-agent'].LogConfiguration.Options['awslogs-group']).toEqual(containersOf(template).app.LogConfiguration.Options['awslogs-group']);
    expect(warningsWith(stack, TASK_SMALL)).toEqual([]);
  });
});

describe('a traced service of the deployment room', () => {
  test('starts when its tasks may read what tracing sets', () => {
    const web = new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29') });
    tracing().traceTask(web.taskDefinition, TracedLanguage.NODEJS);
    const template = Template.fromStack(stack);

    const [policy] = Object.keys(template.findResources('AWS::IAM::Policy', { Properties: { PolicyName: Match.stringLikeRegexp('ExecutionRoleDefaultPolicy') } }));
    expect(onlyResource(template, 'AWS::ECS::Service').DependsOn).toContain(policy);
  });

  test('may run on EC2 instances', () => {
    const web = new BlueGreenEc2Service(stack, 'Web', { image: ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29') });

    expect(() => tracing().traceTask(web.taskDefinition, TracedLanguage.NODEJS)).not.toThrow();
  });
});

describe('ServiceTracing of a function', () => {
  function functionOf(props: Partial<lambda.FunctionProps> = {}): lambda.Function {
    return new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1'), ...props });
  }

  function traced(props: Partial<ServiceTracingProps> = {}, functionProps: Partial<lambda.FunctionProps> = {}, layerArn?: string): any {
    tracing(props).traceFunction(functionOf(functionProps), { layerArn });
    return onlyResource(Template.fromStack(stack), 'AWS::Lambda::Function').Properties;
  }

  test('adds the layer of the region, its wrapper and active tracing', () => {
    const properties = traced();

    expect(properties.Layers).toEqual(['arn:aws:lambda:eu-west-1:615299751070:layer:AWSOpenTelemetryDistroJs:13']);
    expect(properties.TracingConfig).toEqual({ Mode: 'Active' });
    expect(properties.Environment.Variables).toEqual({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-instrument', OTEL_SERVICE_NAME: 'orders' });
  });

  test('lets the function send traces by a policy that is no wider than needed', () => {
    traced();

    const { Roles } = onlyResource(Template.fromStack(stack), 'AWS::IAM::ManagedPolicy').Properties;
    expect(Roles).toEqual([{ Ref: expect.stringMatching(/^FunctionServiceRole/) }]);
  });

  test.each([
    [lambda.Runtime.PYTHON_3_13, 'index.handler', 'AWSOpenTelemetryDistroPython:22'],
    [lambda.Runtime.JAVA_21, 'com.example.Handler', 'AWSOpenTelemetryDistroJava:13'],
    [lambda.Runtime.DOTNET_8, 'Orders::Handler', 'AWSOpenTelemetryDistroDotNet:11'],
  ])('takes the layer for %s', (runtime, handler, layer) => {
    const code = lambda.Code.fromBucket(new (jest.requireActual('aws-cdk-lib/aws-s3').Bucket)(stack, 'Code'), 'orders.zip');

    expect(traced({}, { runtime, handler, code }).Layers).toEqual([`arn:aws:lambda:eu-west-1:615299751070:layer:${layer}`]);
  });

  test('finds the layer at deployment where the region is not known', () => {
    stack = prodStack({ agnostic: true });

    expect(traced().Layers).toEqual([{ 'Fn::FindInMap': ['TelemetryLayersnodejs', { Ref: 'AWS::Region' }, 'arn'] }]);
    expect(Template.fromStack(stack).findMappings('*').TelemetryLayersnodejs['us-east-1']).toEqual({ arn: 'arn:aws:lambda:us-east-1:615299751070:layer:AWSOpenTelemetryDistroJs:13' });
  });

  test('takes the layer of the user', () => {
    const own = 'arn:aws:lambda:eu-west-1:111111111111:layer:Own:7';

    expect(traced({}, {}, own).Layers).toEqual([own]);
  });

  test('fails in a region without a known layer, and says where to look', () => {
    stack = new Stack(undefined, 'Far', { env: { account: '111111111111', region: 'moon-west-1' } });

    expect(() => traced()).toThrow(/'layerArn' must be set in the region moon-west-1: the library knows no layer there.*aws-otel\.github\.io.*\[at Far\/Tracing\]/);
  });

  test('fails for a layer without its version', () => {
    expect(() => traced({}, {}, 'arn:aws:lambda:eu-west-1:111111111111:layer:Own')).toThrow(/'layerArn' must be the ARN of a layer version/);
  });

  test('fails for a function with the legacy layer of the CDK (aws-cdk#36190)', () => {
    const legacy = functionOf({
      adotInstrumentation: {
        layerVersion: lambda.AdotLayerVersion.fromJavaScriptSdkLayerVersion(lambda.AdotLambdaLayerJavaScriptSdkVersion.LATEST),
        execWrapper: lambda.AdotLambdaExecWrapper.REGULAR_HANDLER,
      },
    });

    expect(() => tracing().traceFunction(legacy)).toThrow(/'lambdaFunction' must have no AWS_LAMBDA_EXEC_WRAPPER yet, got "\/opt\/otel-handler"\. Leave out 'adotInstrumentation'/);
  });

  test('fails when a function is traced twice', () => {
    const twice = tracing();
    const lambdaFunction = functionOf();
    twice.traceFunction(lambdaFunction);

    expect(() => twice.traceFunction(lambdaFunction)).toThrow(/must have no AWS_LAMBDA_EXEC_WRAPPER yet, got "\/opt\/otel-instrument"/);
  });

  test('fails for a runtime without a layer, and says what does work', () => {
    expect(() => traced({}, { runtime: lambda.Runtime.PROVIDED_AL2023, handler: 'bootstrap', code: lambda.Code.fromBucket(new (jest.requireActual('aws-cdk-lib/aws-s3').Bucket)(stack, 'Code'), 'x') }))
      .toThrow(/'lambdaFunction' must have a runtime of Node.js, Python, Java or .NET, got provided.al2023.*XRAY_ACTIVE_ONLY/);
  });

  test('fails for a function from an image, which has no layers', () => {
    const code = lambda.Code.fromEcrImage(ecr.Repository.fromRepositoryName(stack, 'Images', 'orders'));

    expect(() => traced({}, { runtime: lambda.Runtime.FROM_IMAGE, handler: lambda.Handler.FROM_IMAGE, code })).toThrow(/must have a runtime of Node.js, Python, Java or .NET/);
  });

  test('fails for a function with five layers, which has no room for another', () => {
    const layers = [1, 2, 3, 4, 5].map((version) => (
      lambda.LayerVersion.fromLayerVersionArn(stack, `Layer${version}`, `arn:aws:lambda:eu-west-1:111111111111:layer:Own:${version}`)));

    expect(() => traced({}, { layers })).toThrow(/'lambdaFunction' must have at most 4 layers.*got 5 \[at Prod\/Tracing\]/);
  });

  test('fails for an imported function', () => {
    const imported = lambda.Function.fromFunctionName(stack, 'Imported', 'other') as lambda.Function;

    expect(() => tracing().traceFunction(imported)).toThrow(/'lambdaFunction' must be a Lambda function of this app/);
  });

  test('records only what AWS Lambda records, with the mode XRAY_ACTIVE_ONLY', () => {
    const { TracingConfig, Layers, Environment } = traced({ mode: TracingMode.XRAY_ACTIVE_ONLY });

    expect({ TracingConfig, Layers, Environment }).toEqual({ TracingConfig: { Mode: 'Active' }, Layers: undefined, Environment: undefined });
  });

  test('switches Application Signals off, with the mode OPEN_TELEMETRY', () => {
    expect(traced({ mode: TracingMode.OPEN_TELEMETRY }).Environment.Variables.OTEL_AWS_APPLICATION_SIGNALS_ENABLED).toBe('false');
  });

  test('fails when containers and functions are one service, which Application Signals would take for two', () => {
    const both = tracing();
    both.traceFunction(functionOf());

    expect(() => both.traceTask(fargateTask(), TracedLanguage.NODEJS)).toThrow("'serviceName' must be that of containers or of functions, got both");
  });
});

describe('ServiceTracing of a REST API', () => {
  test('records each request', () => {
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.MockIntegration());
    tracing().traceRestApi(api);

    expect(onlyResource(Template.fromStack(stack), 'AWS::ApiGateway::Stage').Properties.TracingEnabled).toBe(true);
  });

  test('fails for an API without a stage', () => {
    expect(() => tracing().traceRestApi(new apigateway.RestApi(stack, 'Api', { deploy: false })))
      .toThrow(/'api' must be a REST API of this app that has a stage, got none\. With 'deploy: false', set 'tracingEnabled'/);
  });

  test('fails for what is no API', () => {
    expect(() => tracing().traceRestApi(undefined as any)).toThrow(/'api' must be a REST API/);
  });
});

describe('the signals of a traced service', () => {
  test('are those of Application Signals, in the environment of the container', () => {
    const trace = tracing({ environment: 'prod' });
    trace.traceTask(fargateTask(), TracedLanguage.NODEJS);
    const source = trace.signals();
    const { requests, errors, latency, extras } = source.goldenSignals();

    expect(source.sourceName).toBe('orders');
    expect(stack.resolve(latency!.metric.toMetricConfig().metricStat)).toMatchObject({
      namespace: 'ApplicationSignals', metricName: 'Latency', statistic: 'p99', dimensions: [{ name: 'Environment', value: 'prod' }, { name: 'Service', value: 'orders' }],
    });
    expect(requests!.metric.toMetricConfig().metricStat!.statistic).toBe('SampleCount');
    expect(errors!.unit).toBe(SignalUnit.PERCENT);
    expect(errors!.metric.toMetricConfig().mathExpression!.expression).toBe('IF(FILL(faultsOf, 0) > 0, 100 * FILL(faults, 0) / faultsOf, 0)');
    expect(Object.keys(extras!)).toEqual(['latencyP50', 'latencyP90', 'errorCount', 'clientErrors']);
  });

  test('are those of the environment of functions, whatever the user calls it', () => {
    const trace = tracing({ environment: 'prod' });
    trace.traceFunction(new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('1') }));

    expect(trace.signals().goldenSignals().latency!.metric.toMetricConfig().metricStat!.dimensions![0]).toEqual({ name: 'Environment', value: 'lambda:default' });
  });

  test('may be watched by alarms', () => {
    const trace = tracing();
    trace.traceTask(fargateTask(), TracedLanguage.NODEJS);

    // The only alarm of this room's floor; it says which signals there are.
    expect(() => new HighCpuAlarm(stack, 'Cpu', { source: trace.signals() })).toThrow(/got 'orders' with .*errors, latency, .*requests/);
  });

  test.each([TracingMode.OPEN_TELEMETRY, TracingMode.XRAY_ACTIVE_ONLY])('are refused with the mode %s, which measures nothing', (mode) => {
    expect(() => tracing({ mode }).signals()).toThrow(/'mode' must be APPLICATION_SIGNALS for signals of the service/);
  });

  test('are refused before anything is traced', () => {
    expect(() => tracing().signals()).toThrow(/must be asked for after something is traced/);
  });
});

describe('ServiceTracing fails for', () => {
  test.each<[string, any, RegExp]>([
    ['a name with a comma, which would be an attribute of its own', { serviceName: 'a,b' }, /'serviceName' must be 1 to 64 letters/],
    ['no name', { serviceName: undefined }, /'serviceName' must be 1 to 64 letters/],
    ['an environment with spaces', { environment: 'in prod' }, /'environment' must be/],
    ['a mode that is none', { mode: 'daemon' }, /'mode' must be a member of TracingMode, got "daemon"/],
    ['a log group that is none', { logGroup: 'logs' }, /'logGroup' must be a log group, got "logs"/],
  ])('%s', (_, props, message) => {
    expect(() => tracing(props)).toThrow(message);
  });

  test.each<[string, any, RegExp]>([
    ['no language', undefined, /'language' must be a member of TracedLanguage, got "nothing"/],
    ['an unknown language', 'cobol', /'language' must be a member of TracedLanguage, got "cobol"/],
  ])('%s', (_, language, message) => {
    expect(() => tracing().traceTask(fargateTask(), language)).toThrow(message);
  });
});
