import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { LoadBalancerOptions } from './load-balancer-options';
import { IngressKind } from './private/ingress-kind';
import { OwnLoadBalancer } from './private/own-load-balancer';
import { ReleasePlan } from './private/release-plan';
import { ServiceConnect } from './private/service-connect';
import { ServicePlan } from './private/service-plan';
import { SharedListener } from './private/shared-listener';
import { Traffic } from './private/traffic';
import { ServiceConnectOptions } from './service-connect-options';
import { SharedListenerOptions } from './shared-listener-options';

/** How requests reach a service. */
export class Ingress {
  /** An application load balancer that the internet can reach. */
  public static internetFacing(options: LoadBalancerOptions = {}): Ingress {
    return new Ingress(new OwnLoadBalancer(true, options));
  }

  /** An application load balancer that only those can reach who are let in with `allowTrafficFrom` or `openTo`. */
  public static internalOnly(options: LoadBalancerOptions = {}): Ingress {
    return new Ingress(new OwnLoadBalancer(false, options));
  }

  /**
   * A listener that many services share: each has a rule of its own there, for its paths, its host names or both.
   *
   * Two services of an app that want the same priority or the same requests are an error. Rules of others on the listener
   * are not seen: leave priorities from 1000 up to services, or set `priority`.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
   */
  public static sharedListener(listener: elbv2.IApplicationListener, options: SharedListenerOptions): Ingress {
    return new Ingress(new SharedListener(listener, options));
  }

  /**
   * No load balancer: other ECS services of the same Cloud Map namespace call the service by name, once they are let in with
   * `allowTrafficFrom`. Canary and linear plans shift these calls, too.
   *
   * There are no rollback alarms of our own, as there are no target groups to watch: add some with `rollback`. Requests with the
   * header `x-amzn-ecs-blue-green-test` reach the new version before it goes live, or with that of `TestTraffic.header`.
   * The engine must be `DeploymentEngine.ecs()`.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-blue-green.html
   */
  public static serviceConnect(options: ServiceConnectOptions = {}): Ingress {
    return new Ingress(new ServiceConnect(options));
  }

  /**
   * A shared listener whose load balancer has a name of its own.
   *
   * @internal
   */
  public static _behind(listener: elbv2.IApplicationListener, options: SharedListenerOptions, domainName?: string): Ingress {
    return new Ingress(new SharedListener(listener, options, domainName));
  }

  /** @internal */
  public readonly _isInternetFacing: boolean;

  private constructor(private readonly kind: IngressKind) {
    this._isInternetFacing = kind.isInternetFacing;
  }

  /**
   * Fails for what does not go together; before anything is made.
   *
   * @internal
   */
  public _validate(scope: Construct, release: ReleasePlan): void {
    this.kind.validate(scope, release);
  }

  /** @internal */
  public _traffic(scope: Construct, plan: ServicePlan): Traffic {
    this.kind.validate(scope, plan.release);
    return this.kind.traffic(scope, plan);
  }
}
