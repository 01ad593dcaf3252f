import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { inputError, requireAbility, requirePattern, show } from '../core/private/input-error';
import { requireKinds, requireMember } from '../core/private/require-kinds';
import { ISignalSource } from '../signals';
import { ApplicationSignalsSource } from './private/application-signals-source';
import { TelemetryAccess } from './private/telemetry-access';
import { traceFunction } from './private/traced-function';
import { traceTask } from './private/traced-task';
import { ServiceLogGroup } from './service-log-group';
import { ServiceTracingProps, TraceFunctionOptions, TraceTaskOptions } from './service-tracing-props';
import { TracedLanguage } from './traced-language';
import { TracingMode } from './tracing-mode';

/** The environment that Application Signals puts all functions into. */
const OF_FUNCTIONS = 'lambda:default';

/**
 * Traces a service from end to end, without a change of its code: containers, functions and APIs, by OpenTelemetry.
 *
 * What exists once per account, such as Transaction Search, is `AccountTracing`. The X-Ray SDKs and the X-Ray daemon are
 * not used: AWS keeps them for existing users only and recommends OpenTelemetry instead.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Application-Monitoring-Sections.html
 */
export class ServiceTracing extends Construct {
  /** What people call the service. */
  public readonly serviceName: string;

  /** Where the service runs, for containers. */
  public readonly environment: string;

  private readonly mode: TracingMode;
  /** The kinds of what is traced so far. */
  private readonly traced = new Set<'task' | 'function'>();
  private access?: TelemetryAccess;
  private ownLogs?: ServiceLogGroup;

  constructor(scope: Construct, id: string, private readonly props: ServiceTracingProps) {
    super(scope, id);
    requireValid(this, props);
    this.serviceName = props.serviceName;
    this.environment = props.environment ?? 'default';
    this.mode = props.mode ?? TracingMode.APPLICATION_SIGNALS;
  }

  /**
   * Traces a container: a container that ends before the application starts brings the instrumentation, the CloudWatch
   * agent beside it collects. Variables that the container has already stay as they are.
   *
   * Fails without the network mode `awsvpc`, on Windows, and with `TracingMode.XRAY_ACTIVE_ONLY`; warns for a task with too little memory.
   *
   * @param taskDefinition the task, such as `web.taskDefinition`
   * @param language what the application is written in
   */
  public traceTask(taskDefinition: ecs.TaskDefinition, language: TracedLanguage, options: TraceTaskOptions = {}): void {
    requireAbility(this, { prop: 'taskDefinition', value: taskDefinition, method: 'addContainer', expected: 'a task definition of this app' });
    requireMember(this, 'language', language ?? 'nothing', TracedLanguage, 'TracedLanguage');
    requireImages(this, options);
    if (this.mode === TracingMode.XRAY_ACTIVE_ONLY) {
      throw inputError(this, `'mode' must be APPLICATION_SIGNALS or OPEN_TELEMETRY for containers, got ${show(this.mode)}. Amazon ECS records nothing itself`);
    }
    this.requireOneKind('task');
    const container = options.container ?? taskDefinition.defaultContainer;
    traceTask(this, {
      ...options,
      task: taskDefinition,
      container: container!,
      language,
      mode: this.mode,
      logGroup: this.logGroup(),
      resourceAttributes: { 'service.name': this.serviceName, 'deployment.environment': this.environment },
    });
    this.grantTo(taskDefinition.taskRole);
  }

  /**
   * Traces a function: AWS Lambda records each invocation, and the layer of AWS what happens inside.
   *
   * Fails for imported functions, and for one that has a wrapper already: the CDK's `adotInstrumentation` adds the legacy
   * layers. Unless `TracingMode.XRAY_ACTIVE_ONLY` is set, it also fails for functions from an image and for runtimes other than Node.js, Python, Java and .NET.
   */
  public traceFunction(lambdaFunction: lambda.Function, options: TraceFunctionOptions = {}): void {
    requirePattern(this, 'layerArn', options.layerArn, /^arn:[\w-]+:lambda:[\w-]+:\d{12}:layer:[\w-]+:\d+$/,
      'the ARN of a layer version, such as arn:aws:lambda:eu-west-1:615299751070:layer:AWSOpenTelemetryDistroJs:13');
    this.requireOneKind('function');
    traceFunction(this, { lambdaFunction, mode: this.mode, serviceName: this.serviceName, layerArn: options.layerArn });
    if (lambdaFunction.role) { this.grantTo(lambdaFunction.role); }
  }

  /**
   * Has Amazon API Gateway record each request to the stage that a REST API deploys to. HTTP APIs have no tracing.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html
   */
  public traceRestApi(api: apigateway.RestApiBase): void {
    const stage = (api as Partial<apigateway.RestApiBase> | undefined)?.deploymentStage?.node.defaultChild as apigateway.CfnStage | undefined;
    if (!stage) { throw inputError(this, "'api' must be a REST API of this app that has a stage, got none. With 'deploy: false', set 'tracingEnabled' of your stage"); }
    stage.tracingEnabled = true;
  }

  /**
   * What Application Signals measures of the service: requests, failed requests in percent, latency. For alarms,
   * objectives and dashboards. There is nothing to see before the first request.
   *
   * Fails with other modes, and before something is traced.
   */
  public signals(): ISignalSource {
    if (this.mode !== TracingMode.APPLICATION_SIGNALS) {
      throw inputError(this, `'mode' must be APPLICATION_SIGNALS for signals of the service, got ${show(this.mode)}. Only Application Signals measures every request`);
    }
    if (this.traced.size === 0) {
      throw inputError(this, "'signals()' must be asked for after something is traced, got nothing so far. Call traceTask or traceFunction first");
    }
    const environment = this.traced.has('function') ? OF_FUNCTIONS : this.environment;
    return new ApplicationSignalsSource(this.serviceName, { Environment: environment, Service: this.serviceName });
  }

  private grantTo(role: iam.IRole): void {
    this.access ??= new TelemetryAccess(this, 'Access');
    this.access.grantTo(role);
  }

  private logGroup(): logs.ILogGroup {
    if (this.props.logGroup) { return this.props.logGroup; }
    this.ownLogs ??= new ServiceLogGroup(this, 'Logs', { encryptionKey: this.props.logEncryptionKey });
    return this.ownLogs.logGroup;
  }

  /** Application Signals takes functions and containers for different environments, so that their sum would be nobody's. */
  private requireOneKind(kind: 'task' | 'function'): void {
    if (this.mode === TracingMode.APPLICATION_SIGNALS && this.traced.size > 0 && !this.traced.has(kind)) {
      throw inputError(this, "'serviceName' must be that of containers or of functions, got both. Application Signals keeps them apart: make two ServiceTracing");
    }
    this.traced.add(kind);
  }
}

function requireValid(scope: Construct, props: ServiceTracingProps): void {
  const { serviceName, environment, mode, logGroup } = props;
  requirePattern(scope, 'serviceName', serviceName ?? '', /^[A-Za-z0-9][A-Za-z0-9 _./:-]{0,63}$/, '1 to 64 letters, digits, spaces, -, _, ., / and :');
  requirePattern(scope, 'environment', environment, /^[A-Za-z0-9][A-Za-z0-9_./:-]{0,63}$/, '1 to 64 letters, digits, -, _, ., / and :');
  requireMember(scope, 'mode', mode, TracingMode, 'TracingMode');
  if (logGroup !== undefined) { requireAbility(scope, { prop: 'logGroup', value: logGroup, method: 'grantWrite', expected: 'a log group' }); }
}

function requireImages(scope: Construct, options: TraceTaskOptions): void {
  requireKinds<{ options: object }>(scope, { options }, { options: 'options' });
  for (const prop of ['agentImage', 'instrumentationImage'] as const) {
    if (options[prop] === undefined) { continue; }
    requireAbility(scope, { prop, value: options[prop], method: 'bind', expected: 'a container image, such as ecs.ContainerImage.fromRegistry(name)' });
  }
}
