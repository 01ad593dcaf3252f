import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { HookList } from './hook-list';
import { Launch } from './launch';
import { letIn } from './let-in';
import { shiftDuration } from './shift-duration';
import { warnIfImageOutOfReach } from './reach';
import { RollbackGate } from './rollback-gate';
import { scale } from './scaling-plan';
import { buildService } from './service-builder';
import { resolveServicePlan } from './service-plan';
import { buildLogGroup, buildTaskDefinition, CONTAINER_NAME } from './task';
import { BalancedTraffic, Traffic } from './traffic';
import { inputError } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { Severity } from '../../core/severity';
import { GoldenSignals, Signals } from '../../signals';
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

  /** The SSM parameter with the image released last; only for `ServiceImage.released`. */
  public readonly releasePointer?: ssm.IStringParameter;

  /** The connections of the tasks: let them into a database with `database.connections.allowDefaultPortFrom(service)`. */
  public readonly connections: ec2.Connections;

  /** The role the application runs with. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** What a person calls the service: its place below its stack. */
  public readonly sourceName: string;

  /** How long the traffic shift and the bake of the plan take; undefined when that is not known at synth. */
  public readonly shiftDuration?: Duration;

  private readonly traffic: Traffic;
  private readonly gate: RollbackGate;
  private readonly hooks: HookList;

  constructor(scope: Construct, id: string, props: BlueGreenServiceProps, launch: Launch) {
    super(scope, id);
    const plan = resolveServicePlan(this, props, launch);
    warnIfImageOutOfReach(this, plan);

    this.traffic = plan.ingress._traffic(this, plan);
    this.logGroup = buildLogGroup(this, plan);
    this.taskDefinition = buildTaskDefinition(this, plan, this.logGroup);
    this.service = this.baseService = buildService(this, plan, this.taskDefinition);
    this.traffic.serve?.(this.service);
    this.gate = new RollbackGate(this, 'Rollback', plan, this.traffic);
    this.hooks = new HookList(this, 'Hooks');
    plan.release.engine.connect(this, plan, { service: this.service, traffic: this.traffic, gate: this.gate, hooks: this.hooks });
    this.scaling = scale(this.service, plan.scaling, this.traffic);

    this.cluster = plan.cluster;
    this.url = this.traffic.url;
    this.releasePointer = plan.image.releasePointer;
    this.connections = this.service.connections;
    this.grantPrincipal = this.taskDefinition.taskRole;
    this.sourceName = nameOf(this);
    this.shiftDuration = shiftDuration(plan.release.settings);
    this.gate.ownAlarms.forEach((alarm) => props.alerts?.route(alarm, Severity.CRITICAL));
    plan.release.hooks.forEach((hook) => this.addHook(hook));
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
    this.gate.alarms.push(alarm);
  }

  /** Makes something more happen at a moment of each deployment. */
  public addHook(hook: IDeploymentHook): void {
    this.hooks.add(hook, this);
  }

  /** Lets somebody call the service. Needed for `Ingress.internalOnly()`; an internet-facing service is open to all. */
  public allowTrafficFrom(peer: ec2.IConnectable): void {
    letIn(this.productionListener, peer, `${this.sourceName}: requests`);
  }

  /** Lets somebody try the new version on the test listener before it goes live. */
  public allowTestTrafficFrom(peer: ec2.IConnectable): void {
    letIn(this.testListener, peer, `${this.sourceName}: test requests`);
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
