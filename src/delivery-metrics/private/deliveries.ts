import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { asking, Binding, boundTo } from './bound-event';
import { Collector } from './collector';
import { DORA_DEFAULTS } from './defaults';
import { DoraPlan } from './dora-plan';
import { hearReports } from './own-events';
import { PIPELINE_EVENTS, READ_EXECUTIONS, requirePipeline } from './pipeline-access';
import { ReadAccess } from './read-access';
import { idBelow, requireStreamName, ServiceStream, StreamName } from './service-stream';
import { watchTargets } from './target-alarms';
import { inputError, requireAbility, requireText, show } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { requireKinds } from '../../core/private/require-kinds';
import { Environment, inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';
import { DoraPipelineOptions, DoraServiceOptions } from '../dora-service-options';

/** What the nightly reconcile looks at again; events that are late are late by minutes. */
const NIGHTLY_DAYS = 3;

/** A rule that sends what happens to the function. */
interface Watch {
  readonly owner: Construct;
  readonly parts: string[];
  readonly description: string;
  readonly eventPattern: events.EventPattern;
  readonly eventBus?: events.IEventBus;
  readonly binding: () => Binding;
  /** Whether the parts may be those of another one, because a name is not known at synth. */
  readonly nameless?: boolean;
}

/** What is measured: services, and what delivers them. */
export class Deliveries {
  private readonly byName = new Map<string, ServiceStream>();
  private readonly access: ReadAccess;

  constructor(private readonly scope: Construct, private readonly plan: DoraPlan, private readonly collector: Collector) {
    this.access = new ReadAccess(scope, collector.work);
  }

  /** The services by environment, in the order in which they were added. */
  public get names(): StreamName[] {
    return [...this.byName.values()].map(({ streamName }) => streamName);
  }

  /** @param home where the rules of its alarms are; by default where the alarms are. It has to know the alarms already */
  public addPipeline(pipeline: codepipeline.IPipeline, options: DoraPipelineOptions, home?: Construct): void {
    requirePipeline(this.scope, pipeline);
    requireKinds(this.scope, { options }, { options: 'options' });
    requireKinds(this.scope, options, { productionStage: 'text' });
    const { productionStage = DORA_DEFAULTS.productionStage, readRole } = options;
    requireText(this.scope, 'productionStage', productionStage, /^[\w.@-]{1,100}$/, "1 to 100 letters, digits or any of '.@_-'");
    if (Token.isUnresolved(productionStage)) { throw inputError(this.scope, "'productionStage' must be known at synth, got a token"); }
    if (readRole !== undefined) { requireAbility(this.scope, { prop: 'readRole', value: readRole, method: 'grantAssumeRole', expected: 'a role of AWS IAM' }); }
    const remote = this.isRemote(pipeline, options);
    const stream = this.streamOf(pipeline, options, home);
    requireStage(this.scope, pipeline, productionStage);
    stream.hasPipeline = true;

    const binding: Binding = { ...stream.streamName, stage: productionStage, role: readRole?.roleArn };
    const owner = remote ? stream : pipeline as unknown as Construct;
    const parts = [productionStage, stream.node.id, ...remote ? [pipeline.node.id] : []];
    this.watch({
      owner,
      parts,
      description: `Executions of ${pipeline.node.path}`,
      eventBus: remote ? this.plan.eventBus : undefined,
      eventPattern: {
        ...remote && { account: [pipeline.env.account] },
        source: ['aws.codepipeline'],
        detailType: PIPELINE_EVENTS,
        detail: { pipeline: [pipeline.pipelineName], $or: [{ stage: [productionStage] }, { stage: [{ exists: false }] }] },
      },
      binding: () => binding,
    });
    this.reconcile(pipeline, owner, parts, binding);
    if (readRole) {
      this.collector.work.allow(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [readRole.roleArn] }));
    } else {
      this.access.allow(pipeline as unknown as Construct, READ_EXECUTIONS, pipeline.pipelineArn);
    }
  }

  /** @param home where the rules are; by default beside the service. It has to know the service and the alarms already */
  public addEcsService(service: ecs.IService, options: DoraServiceOptions, home?: Construct): void {
    requireEcsService(this.scope, service);
    this.requireHere('ecsService', service as unknown as Construct, service.env);
    const stream = this.streamOf(service as unknown as Construct, options, home);
    if (!home) { this.publishNightly(stream); }
    this.watch({
      owner: home ?? service as unknown as Construct,
      parts: [...home ? ['Service', service.node.addr.slice(-8)] : [], stream.node.id],
      description: `Deployments of ${service.node.path}`,
      eventPattern: { source: ['aws.ecs'], detailType: ['ECS Deployment State Change'], resources: [service.serviceArn] },
      binding: () => ({ ...stream.streamName, stage: '-', ...!stream.hasPipeline && { standalone: 'ecs' } }),
    });
  }

  /** @param home where the rules are; by default here. It has to know the group and the alarms already */
  public addDeploymentGroup(applicationName: string, deploymentGroupName: string, options: DoraServiceOptions, home?: Construct): void {
    const expected = "1 to 100 letters, digits or any of '._+=,@-'";
    requireText(this.scope, 'applicationName', applicationName, /^[\w.+=,@-]{1,100}$/, expected);
    requireText(this.scope, 'deploymentGroupName', deploymentGroupName, /^[\w.+=,@-]{1,100}$/, expected);
    requireKinds(this.scope, { options }, { options: 'options' });
    requireKinds(this.scope, options, { service: 'text' });
    if (options.service === undefined && Token.isUnresolved(applicationName)) {
      throw inputError(this.scope, "'service' must be given for an application of which the name is not known at synth, got undefined");
    }
    const stream = this.streamOf(this.scope, { ...options, service: options.service ?? applicationName }, home);
    if (!home) { this.publishNightly(stream); }
    this.watch({
      owner: home ?? stream,
      parts: ['Group', ...home ? [stream.node.id] : [], ...[applicationName, deploymentGroupName].filter((part) => !Token.isUnresolved(part))],
      nameless: [applicationName, deploymentGroupName].some((name) => Token.isUnresolved(name)),
      description: `Deployments of CodeDeploy for ${stream.streamName.service}`,
      eventPattern: {
        source: ['aws.codedeploy'],
        detailType: ['CodeDeploy Deployment State-change Notification'],
        detail: { application: [applicationName], deploymentGroup: [deploymentGroupName] },
      },
      binding: () => ({ ...stream.streamName, stage: '-', ...!stream.hasPipeline && { standalone: 'codedeploy' } }),
    });
    const group = { service: 'codedeploy', resource: 'deploymentgroup', resourceName: `${applicationName}/${deploymentGroupName}` };
    this.access.allow(home ?? this.scope, ['codedeploy:GetDeployment'], Stack.of(this.scope).formatArn({ ...group, arnFormat: ArnFormat.COLON_RESOURCE_NAME }));
  }

  /** The stream of a service; made when its name comes for the first time. */
  private streamOf(named: Construct | codepipeline.IPipeline, options: DoraServiceOptions, home?: Construct): ServiceStream {
    requireKinds(this.scope, { options }, { options: 'options' });
    requireKinds(this.scope, options, { service: 'text', environment: 'text', alarms: 'list' });
    const { service = nameOf(named), environment = DORA_DEFAULTS.environment, alarms = [] } = options;
    requireStreamName(this.scope, 'service', service);
    requireStreamName(this.scope, 'environment', environment);
    const key = `${service}#${environment}`;
    const stream = this.byName.get(key) ?? this.makeStream({ service, environment });
    this.byName.set(key, stream);
    stream.bindAlarms(alarms, home);
    return stream;
  }

  private makeStream(name: StreamName): ServiceStream {
    const stream = new ServiceStream(this.scope, name, this.collector.queue.queueArn, this.plan.eventBus);
    hearReports(stream, this.collector.queue.queueArn);
    if (this.plan.eventBus) { hearReports(stream, this.collector.queue.queueArn, this.plan.eventBus); }
    watchTargets(stream, name, this.plan);
    return stream;
  }

  private watch({ owner, parts, description, eventBus, eventPattern, binding, nameless }: Watch): void {
    const id = idBelow(this.scope, ...parts, ...nameless ? [`${owner.node.children.length}`] : []);
    if (owner.node.tryFindChild(id)) {
      throw inputError(this.scope, `'${owner.node.path}' must be added once for a service and stage, got it twice`);
    }
    const rule = new events.Rule(owner, id, { description: `${description}, for ${this.scope.node.path}`.slice(0, 512), eventBus, eventPattern });
    rule.addTarget({ bind: () => ({ arn: this.collector.queue.queueArn, input: boundTo(binding) }) });
  }

  private reconcile(pipeline: codepipeline.IPipeline, owner: Construct, parts: string[], binding: Binding): void {
    const { reconcileSchedule: schedule, backfill } = this.plan;
    const rule = new events.Rule(owner, idBelow(this.scope, ...parts, 'Reconcile'), {
      description: `Compares facts with the history of ${pipeline.node.path}, for ${this.scope.node.path}`.slice(0, 512), schedule,
    });
    const wish = { reconcile: { pipeline: pipeline.pipelineName, days: NIGHTLY_DAYS, backfillDays: backfill?.toDays() } };
    rule.addTarget({ bind: () => ({ arn: this.collector.queue.queueArn, input: asking(binding, wish) }) });
  }

  /** After the reconcile of a pipeline its gauges are published; where there may be none, they are by themselves. */
  private publishNightly(stream: ServiceStream): void {
    if (stream.node.tryFindChild('Gauges')) { return; }
    const { service, environment } = stream.streamName;
    const rule = new events.Rule(stream, 'Gauges', {
      description: `Publishes the gauges of ${service} in ${environment}, for ${this.scope.node.path}`.slice(0, 512), schedule: this.plan.reconcileSchedule,
    });
    const input = asking({ service, environment, stage: '-' }, { gauges: {} });
    rule.addTarget({ bind: () => ({ arn: this.collector.queue.queueArn, input }) });
  }

  /** Whether a pipeline is in another account, of which events come to the bus. Who gives a role for it says so, even when the accounts are not known. */
  private isRemote(pipeline: codepipeline.IPipeline, { readRole }: DoraPipelineOptions): boolean {
    const env = Stack.of(this.scope);
    if (!inSameEnvironment({ ...pipeline.env, account: env.account }, env)) { this.requireHere('pipeline', pipeline, pipeline.env); }
    if (readRole === undefined && inSameEnvironment(pipeline.env, env)) { return false; }
    if (!this.plan.eventBus || !readRole) {
      throw inputError(this.scope, `'pipeline' must be in ${sayEnvironment(env)}, got one in ${sayEnvironment(pipeline.env)}. ` +
        "Give DoraMetrics an 'eventBus', the pipeline a 'readRole', and its account a DoraAccount");
    }
    return true;
  }

  private requireHere(prop: string, { node }: IConstruct, env: Environment): void {
    const here = Stack.of(this.scope);
    if (inSameEnvironment(env, here)) { return; }
    throw inputError(this.scope, `'${prop}' must be in ${sayEnvironment(here)}, got ${node.path} in ${sayEnvironment(env)}. Make a DoraMetrics there`);
  }
}

function requireEcsService(scope: Construct, service: ecs.IService): void {
  if (typeof service?.serviceArn === 'string' && service.node !== undefined) { return; }
  throw inputError(scope, `'ecsService' must be a service of Amazon ECS; of a BlueGreenFargateService, pass its .baseService, got ${show(service)}`);
}

/** A stage that is never there would measure nothing, without a word. */
function requireStage(scope: Construct, pipeline: codepipeline.IPipeline, productionStage: string): void {
  const stages = (pipeline as Partial<codepipeline.Pipeline>).stages;
  if (!stages) { return; }
  const names = () => (pipeline as codepipeline.Pipeline).stages.map(({ stageName }) => stageName);
  scope.node.addValidation({
    validate: () => names().includes(productionStage) ? [] : [
      inputError(scope, `'productionStage' must be a stage of ${pipeline.node.path} (${names().join(', ')}), got "${productionStage}"`).message,
    ],
  });
}
