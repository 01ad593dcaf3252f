import { Resource } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';

/** What a listener answers where no rule says otherwise. Traffic is shared by rules: ECS cannot move the weights of a default action. */
const NOT_FOUND: elbv2.CfnListener.ActionProperty = { type: 'fixed-response', fixedResponseConfig: { statusCode: '404' } };

/** Where a listener listens, and how. */
export interface TrafficListenerProps extends Pick<elbv2.CfnListenerProps, 'protocol' | 'certificates' | 'sslPolicy'> {
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  readonly port: number;
  /** Who may reach it; more can be let in. */
  readonly openTo: ec2.IPeer[];
  readonly defaultAction?: elbv2.CfnListener.ActionProperty;
}

/**
 * A listener, from the plain resource: the L2 costs three times the synthesis. What users can do with a listener of the
 * L2, they can do with this one.
 */
export class TrafficListener extends Resource implements elbv2.IApplicationListener {
  public readonly listenerArn: string;
  public readonly listenerRef: elbv2.IApplicationListener['listenerRef'];
  public readonly isApplicationListener = true;
  public readonly connections: ec2.Connections;
  public readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  private asImported?: elbv2.IApplicationListener;

  constructor(scope: Construct, id: string, props: TrafficListenerProps) {
    super(scope, id);
    const { loadBalancer, port, openTo, defaultAction = NOT_FOUND, ...rest } = props;
    const listener = new elbv2.CfnListener(this, 'Resource', {
      loadBalancerArn: loadBalancer.loadBalancerArn, port, defaultActions: [defaultAction], ...rest,
    });
    this.loadBalancer = loadBalancer;
    this.listenerArn = listener.ref;
    this.listenerRef = { listenerArn: this.listenerArn };
    this.connections = new ec2.Connections({ securityGroups: loadBalancer.connections.securityGroups, defaultPort: ec2.Port.tcp(port) });
    openTo.forEach((peer) => this.connections.allowDefaultPortFrom(peer, sayWho(peer, port)));
  }

  public registerConnectable(connectable: ec2.IConnectable, portRange: ec2.Port): void {
    connectable.connections.allowFrom(this.loadBalancer, portRange, 'Load balancer to target');
  }

  public addCertificates(id: string, certificates: elbv2.IListenerCertificate[]): void {
    this.imported().addCertificates(id, certificates);
  }

  public addTargetGroups(id: string, props: elbv2.AddApplicationTargetGroupsProps): void {
    this.imported().addTargetGroups(id, props);
  }

  public addTargets(id: string, props: elbv2.AddApplicationTargetsProps): elbv2.ApplicationTargetGroup {
    const targetGroup = new elbv2.ApplicationTargetGroup(this, `${id}Group`, { vpc: this.loadBalancer.vpc, ...props });
    this.addTargetGroups(id, { conditions: props.conditions, priority: props.priority, targetGroups: [targetGroup] });
    return targetGroup;
  }

  public addAction(id: string, props: elbv2.AddApplicationActionProps): void {
    this.imported().addAction(id, props);
  }

  /** Adding rules is left to the L2. */
  private imported(): elbv2.IApplicationListener {
    return this.asImported ??= elbv2.ApplicationListener.fromApplicationListenerAttributes(this, 'Additions', {
      listenerArn: this.listenerArn, securityGroup: this.connections.securityGroups[0],
    });
  }
}

function sayWho({ uniqueId }: ec2.IPeer, port: number): string {
  return `Allow from ${['0.0.0.0/0', '::/0'].includes(uniqueId) ? 'anyone' : uniqueId} on port ${port}`;
}
