import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IConstruct } from 'constructs';
import { errorRate, latency, overColours, requestsPerTask } from './colour-metrics';
import { approvalPattern, deploymentPattern, ruleOn } from './deployment-events';
import { grantOnDeployments } from './deployment-grants';
import { openHealthCheckPort } from './health-check-port';
import { HookList } from './hook-list';
import { Launch } from './launch';
import { letIn, requirePeer } from './let-in';
import { mountVolumes } from './mount';
import { requireWayToAws, warnIfImageOutOfReach } from './reach';
import { RollbackGate } from './rollback-gate';
import { requireRollbackAlarm } from './rollback-plan';
import { scale } from './scale';
import { buildService } from './service-builder';
import { resolveServicePlan } from './service-plan';
import { settleIds } from './settle-ids';
import { addSidecar } from './sidecar';
import { buildLogGroup, buildTaskDefinition, CONTAINER_NAME } from './task';
import { BalancedTraffic, Traffic } from './traffic';
import { inputError } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { Severity } from '../../core/severity';
import { IContainerRepository } from '../../registry';
import { GoldenSignals, ResourceKind, Signals } from '../../signals';
import { BlueGreenServiceProps } from '../blue-green-service-props';
import { IDeploymentHook } from '../deployment-hook';

/**
 * All that services have in common, whatever their tasks run on. Users see the members in each of the services.
 *
 * @internal
 */
export abstract class BlueGreenServiceBase extends Construct {
  /** The ECS service. */
  public readonly service: ecs.BaseService;

  /** The ECS service, whatever its tasks run on. */
  public readonly baseService: ecs.BaseService;

  /** The cluster the service runs on. */
  public readonly cluster: ecs.ICluster;

  /** What a task is made of. Add sidecars here. */
  public readonly taskDefinition: ecs.TaskDefinition;

  /** The name of the container that serves the traffic. */
  public readonly containerName: string = CONTAINER_NAME;

  /** Where the container logs to. */
  public readonly logGroup: logs.ILogGroup;

  /** Scales the number of tasks. */
  public readonly scaling: ecs.ScalableTaskCount;

  /** Where the service answers, such as `http://name-123.eu-west-1.elb.amazonaws.com`. */
  public readonly url: string;

  /** What deployments are asked of; only with `DeploymentEngine.codeDeploy()`. */
  public readonly deploymentGroup?: codedeploy.IEcsDeploymentGroup;

  /** The images that a pipeline says which of them is live; only for `ServiceImage.released`. */
  public readonly releasedFrom?: IContainerRepository;

  /** The SSM parameter with the image released last; only for `ServiceImage.released`. */
  public readonly releasePointer?: ssm.IStringParameter;

  /** The connections of the tasks: let them into a database with `database.connections.allowDefaultPortFrom(service)`. */
  public readonly connections: ec2.Connections;

  /** The role the application runs with. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** What a person calls the service: its place below its stack. */
  public readonly sourceName: string;

  /** None: its signals are those of several resources. Type checkers of Python want it all the same. */
  public readonly resourceKind?: ResourceKind;

  /** None: see `resourceKind`. */
  public readonly resource?: IConstruct;

  private readonly traffic: Traffic;
  private readonly gate: RollbackGate;
  private readonly hooks: HookList;

  constructor(scope: Construct, id: string, props: BlueGreenServiceProps, launch: Launch) {
    super(scope, id);
    const plan = resolveServicePlan(this, props, launch);
    requireWayToAws(this, plan);
    warnIfImageOutOfReach(this, plan);

    this.traffic = plan.ingress._traffic(this, plan);
    this.logGroup = buildLogGroup(this, plan);
    this.taskDefinition = buildTaskDefinition(this, plan, this.logGroup);
    this.service = this.baseService = buildService(this, plan, this.taskDefinition);
    this.traffic.serve?.(this.service);
    this.gate = new RollbackGate(this, 'Rollback', plan, this.traffic);
    this.hooks = new HookList(this, plan.release);
    const { service, traffic, gate, hooks } = this;
    this.deploymentGroup = plan.release.engine.connect(this, plan, { service, traffic, gate, hooks });
    openHealthCheckPort(plan, this.service, this.traffic);
    this.scaling = scale(this.service, plan.scaling, this.traffic);

    this.cluster = plan.cluster;
    this.url = this.traffic.url;
    this.releasePointer = plan.image.releasePointer;
    this.releasedFrom = plan.image.releasedFrom;
    this.connections = this.service.connections;
    this.grantPrincipal = this.taskDefinition.taskRole;
    this.sourceName = nameOf(this);
    this.gate.ownAlarms.forEach((alarm) => props.alerts?.route(alarm, Severity.CRITICAL));
    mountVolumes(this, plan.container.volumes);
    plan.release.hooks.forEach((hook) => this.addHook(hook));
    settleIds(this);
  }

  /**
   * How long a deployment may take by its plan: the shift of the traffic, the bake, and the hooks that make it wait. Undefined
   * when that is not known at synth, and with `DeploymentEngine.codeDeploy()`.
   */
  public get plannedDuration(): Duration | undefined {
    return this.deploymentGroup ? undefined : this.hooks.plannedDuration;
  }

  /** The load balancer in front of the service. Fails for a service without one. */
  public get loadBalancer(): elbv2.IApplicationLoadBalancer {
    return this.balanced('loadBalancer').loadBalancer;
  }

  /** Takes the production traffic. Amazon ECS owns the weights of its rule: leave that rule alone. Fails for a service without a load balancer. */
  public get productionListener(): elbv2.IApplicationListener {
    return this.balanced('productionListener').productionListener;
  }

  /** Leads to the new version before it goes live. Closed until `allowTestTrafficFrom` lets somebody in. Fails for a service without one. */
  public get testListener(): elbv2.IApplicationListener {
    return this.balanced('testListener').testListener ?? this.missing('testListener', "Leave out 'testTraffic' or set TestTraffic.closedListener()");
  }

  /** One of the two target groups; which one is live swaps with every deployment that shifts traffic. Fails for a service without a load balancer. */
  public get blueTargetGroup(): elbv2.ApplicationTargetGroup {
    return this.balanced('blueTargetGroup').blue;
  }

  /** The other target group. Fails for a service without a load balancer. */
  public get greenTargetGroup(): elbv2.ApplicationTargetGroup {
    return this.balanced('greenTargetGroup').green;
  }

  /** The alarms that roll a deployment back: the service's own and those you added. */
  public get rollbackAlarms(): cloudwatch.IAlarm[] {
    return [...this.gate.alarms];
  }

  /**
   * Makes one more alarm roll deployments back. Who hears of it is up to you: `alerts` tells of the service's own alarms only.
   *
   * An alarm on the metrics of the service itself, such as its CPU, is refused at synth: CloudFormation cannot make a
   * service that waits for an alarm that waits for the service.
   */
  public addRollbackAlarm(alarm: cloudwatch.IAlarm): void {
    requireRollbackAlarm(this, 'alarm', alarm);
    this.gate.add(alarm);
  }

  /** Makes something more happen at a moment of each deployment. Needs `DeploymentEngine.ecs()` and a plan that shifts traffic. */
  public addHook(hook: IDeploymentHook): void {
    this.hooks.add(hook, this);
  }

  /**
   * Starts a target when a deployment waits for an answer, also the first one. The event says in `detail` how to answer it: with
   * `serviceDeploymentArn` and `hookId`.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_hook_state_change_events.html
   */
  public onApprovalNeeded(id: string, options?: events.OnEventOptions): events.Rule {
    return ruleOn(this, id, approvalPattern(this.service), options);
  }

  /**
   * Starts a target when a deployment starts, is complete or has failed: `eventName` in `detail` is `SERVICE_DEPLOYMENT_IN_PROGRESS`,
   * `SERVICE_DEPLOYMENT_COMPLETED` or `SERVICE_DEPLOYMENT_FAILED`. A rollback starts anew and says so in `reason`.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
   */
  public onDeploymentEvent(id: string, options?: events.OnEventOptions): events.Rule {
    return ruleOn(this, id, deploymentPattern(this.service), options);
  }

  /** Lets somebody answer deployments of this service that wait, and find them. */
  public grantApproveDeployments(grantee: iam.IGrantable): iam.Grant {
    return grantOnDeployments(this.service, grantee, 'ecs:ContinueServiceDeployment');
  }

  /** Lets somebody stop deployments of this service, which rolls them back, and find them. */
  public grantStopDeployments(grantee: iam.IGrantable): iam.Grant {
    return grantOnDeployments(this.service, grantee, 'ecs:StopServiceDeployment');
  }

  /**
   * Runs another container in each task, such as an agent. It logs to the service's log under its own name, and the task
   * goes on without it, unless `options` say otherwise. It shares CPU and memory of the task.
   *
   * @param id names the container, and must not be `app`
   */
  public addSidecar(id: string, options: ecs.ContainerDefinitionOptions): ecs.ContainerDefinition {
    return addSidecar(this, this.taskDefinition, this.logGroup, id, options);
  }

  /**
   * Requests that fail with a 5xx or find no task, in percent, of the worse of the two target groups. Fails for a service
   * without a load balancer.
   *
   * @param options the period (one minute by default), label and colour; other options do not apply
   */
  public metricErrorRate(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    return overColours(this.balanced('metricErrorRate'), errorRate(), 'worst', { label: 'Failed requests (%)', ...options });
  }

  /**
   * Response time in seconds, of the slower of the two target groups. Fails for a service without a load balancer.
   *
   * @param options the statistic (p99 by default), period (one minute by default), label and colour; other options do not apply
   */
  public metricLatency(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const { statistic = 'p99' } = options;
    return overColours(this.balanced('metricLatency'), latency(statistic), 'worst', { label: `Response time ${statistic} (s)`, ...options });
  }

  /**
   * Requests per task and period, over both target groups. Fails for a service without a load balancer.
   *
   * @param options the period (one minute by default), label and colour; other options do not apply
   */
  public metricRequestsPerTask(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    return overColours(this.balanced('metricRequestsPerTask'), requestsPerTask(), 'sum', { label: 'Requests per task', ...options });
  }

  /**
   * Lets somebody call the service. Needed for `Ingress.internalOnly()` and `Ingress.serviceConnect()`; an internet-facing
   * service is open to all unless `openTo` says otherwise.
   *
   * With `Ingress.serviceConnect()`, a caller that is a service, too, becomes a client that knows the name, and is deployed
   * after the service it calls.
   */
  public allowTrafficFrom(peer: ec2.IConnectable): void {
    requirePeer(this, peer);
    letIn(this.traffic.entrance, peer, `${this.sourceName}: requests`);
    this.traffic.introduce?.(peer);
  }

  /** Lets somebody try the new version before it goes live. Fails for a service without test traffic. */
  public allowTestTrafficFrom(peer: ec2.IConnectable): void {
    requirePeer(this, peer);
    const entrance = this.traffic.testEntrance ?? this.missing('test traffic', "Leave out 'testTraffic' or set TestTraffic.closedListener()");
    letIn(entrance, peer, `${this.sourceName}: test requests`);
    this.traffic.introduce?.(peer);
  }

  /** What the load balancer, both target groups and the tasks report. */
  public goldenSignals(): GoldenSignals {
    const { balanced } = this.traffic;
    return {
      ...balanced && Signals.loadBalancer(balanced.loadBalancer, [balanced.blue, balanced.green]).goldenSignals(),
      ...Signals.ecsService(this.service).goldenSignals(),
      logGroups: [this.logGroup],
    };
  }

  private balanced(attribute: string): BalancedTraffic {
    return this.traffic.balanced ?? this.missing(attribute, 'Its ingress takes requests straight to the tasks');
  }

  private missing(attribute: string, why: string): never {
    throw inputError(this, `this service has no '${attribute}'. ${why}`);
  }
}
