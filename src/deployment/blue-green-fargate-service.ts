import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { BlueGreenFargateServiceProps } from './blue-green-fargate-service-props';
import { letIn } from './private/let-in';
import { shiftMinutes } from './private/plan-settings';
import { warnIfImageOutOfReach } from './private/reach';
import { RollbackGate } from './private/rollback-gate';
import { buildService, connectToTraffic, scale } from './private/service-builder';
import { resolveServicePlan } from './private/service-plan';
import { CONTAINER_NAME, buildLogGroup, buildTaskDefinition } from './private/task';
import { TrafficEdge } from './private/traffic-edge';
import { nameOf } from '../core/private/name-of';
import { Severity } from '../core/severity';
import { GoldenSignals, ISignalSource, Signals } from '../signals';

/**
 * A containerised service behind a load balancer whose new versions go live safely: side by side with the old one, tried
 * on a listener that nobody else can reach, watched by alarms, and taken back when one of them fires.
 *
 * It is a signal source: alarms and dashboards take it as it is.
 */
export class BlueGreenFargateService extends Construct implements ISignalSource, ec2.IConnectable, iam.IGrantable {
  /** The ECS service. */
  public readonly service: ecs.FargateService;

  /** The cluster the service runs on. */
  public readonly cluster: ecs.ICluster;

  /** What a task is made of. Add sidecars here. */
  public readonly taskDefinition: ecs.FargateTaskDefinition;

  /** The name of the container that serves the traffic. */
  public readonly containerName: string = CONTAINER_NAME;

  /** Where the container logs to. */
  public readonly logGroup: logs.ILogGroup;

  /** The load balancer in front of the service. */
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;

  /** Takes the production traffic. Amazon ECS owns the weights of its rule: leave that rule alone. */
  public readonly productionListener: elbv2.ApplicationListener;

  /** Leads to the new version before it goes live. Closed until `allowTestTrafficFrom` lets somebody in. */
  public readonly testListener: elbv2.ApplicationListener;

  /** One of the two target groups; which one is live swaps with every deployment that shifts traffic. */
  public readonly blueTargetGroup: elbv2.ApplicationTargetGroup;

  /** The other target group. */
  public readonly greenTargetGroup: elbv2.ApplicationTargetGroup;

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

  /**
   * How long the traffic shift and the bake of the plan take; undefined when that is not known at synth.
   *
   * @internal
   */
  public readonly _shiftMinutes?: number;

  private readonly gate: RollbackGate;

  constructor(scope: Construct, id: string, props: BlueGreenFargateServiceProps) {
    super(scope, id);
    const plan = resolveServicePlan(this, props);
    warnIfImageOutOfReach(this, plan);
    const edge = new TrafficEdge(this, 'Edge', plan);

    this.logGroup = buildLogGroup(this, plan);
    this.taskDefinition = buildTaskDefinition(this, plan, this.logGroup);
    this.service = buildService(this, plan, this.taskDefinition);
    connectToTraffic(this, this.service, edge, plan);
    this.scaling = scale(this.service, plan);
    this.gate = new RollbackGate(this, 'Rollback', plan, edge);
    this.gate.guard(this.service);

    this.cluster = plan.cluster;
    this.loadBalancer = edge.loadBalancer;
    this.productionListener = edge.productionListener;
    this.testListener = edge.testListener;
    this.blueTargetGroup = edge.blue;
    this.greenTargetGroup = edge.green;
    this.url = edge.url;
    this.releasePointer = plan.image.releasePointer;
    this.connections = this.service.connections;
    this.grantPrincipal = this.taskDefinition.taskRole;
    this.sourceName = nameOf(this);
    this.gate.ownAlarms.forEach((alarm) => props.alerts?.route(alarm, Severity.CRITICAL));
    this._shiftMinutes = shiftMinutes(plan.release);
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

  /** Lets somebody call the service. Needed for `Ingress.internalOnly()`; an internet-facing service is open to all. */
  public allowTrafficFrom(peer: ec2.IConnectable): void {
    letIn(this.productionListener, peer, `${this.sourceName}: requests`);
  }

  /** Lets somebody try the new version on the test listener before it goes live. */
  public allowTestTrafficFrom(peer: ec2.IConnectable): void {
    letIn(this.testListener, peer, `${this.sourceName}: test requests`);
  }

  public goldenSignals(): GoldenSignals {
    return {
      ...Signals.loadBalancer(this.loadBalancer, [this.blueTargetGroup, this.greenTargetGroup]).goldenSignals(),
      ...Signals.ecsService(this.service).goldenSignals(),
      logGroups: [this.logGroup],
    };
  }
}
