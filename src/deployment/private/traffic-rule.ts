import { CfnResource } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';

/** The share of the requests that each of the two target groups gets. */
export interface Weights {
  readonly blue: number;
  readonly green: number;
}

/** Everything goes to one group, but both are named: Amazon ECS refuses a target group that no load balancer knows. */
export const ALL_TO_BLUE: Weights = { blue: 100, green: 0 };
export const ALL_TO_GREEN: Weights = { blue: 0, green: 100 };

/** Which requests, and where to. */
export interface TrafficRuleProps {
  readonly listener: elbv2.IApplicationListener;
  readonly priority: number;
  /** As CloudFormation says them. */
  readonly conditions: object[];
  readonly blue: elbv2.IApplicationTargetGroup;
  readonly green: elbv2.IApplicationTargetGroup;
  readonly weights: Weights;
  /** In seconds. */
  readonly stickiness?: number;
}

/**
 * A rule of a listener whose weights Amazon ECS moves.
 *
 * The plain resource, because newer versions of aws-cdk-lib give tags to the typed one: a new tag on the app would be an
 * update of the rule, and every update writes the weights of the template again.
 */
export class TrafficRule extends Construct {
  public readonly listenerRuleArn: string;

  constructor(scope: Construct, id: string, props: TrafficRuleProps) {
    super(scope, id);
    const rule = new CfnResource(this, 'Resource', {
      type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
      properties: {
        ListenerArn: props.listener.listenerArn,
        Priority: props.priority,
        Conditions: props.conditions,
        Actions: [{ Type: 'forward', ForwardConfig: forwardConfig(props) }],
      },
    });
    this.listenerRuleArn = rule.ref;
    // Lets the load balancer reach the tasks, and has the service wait for the rule.
    props.blue.registerListener(props.listener, this);
    props.green.registerListener(props.listener, this);
  }

  /** As the L2s of Amazon ECS take it; they read nothing but the ARN. */
  public get forEcs(): elbv2.ApplicationListenerRule {
    return this as unknown as elbv2.ApplicationListenerRule;
  }
}

function forwardConfig({ blue, green, weights, stickiness }: TrafficRuleProps): object {
  return {
    TargetGroups: [
      { TargetGroupArn: blue.targetGroupArn, Weight: weights.blue },
      { TargetGroupArn: green.targetGroupArn, Weight: weights.green },
    ],
    ...stickiness !== undefined && { TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: stickiness } },
  };
}
