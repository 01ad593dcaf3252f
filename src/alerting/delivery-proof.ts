import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { sayPath, undeliveredIn } from './private/delivery-walk';
import { isAcknowledged } from '../core/private/is-acknowledged';
import { WarningId } from '../core/private/warning-ids';

/** An alarm that reaches nobody. */
export interface UndeliveredAlarm {
  /** Where the alarm is in the construct tree. */
  readonly path: string;

  /** Why nobody hears of it, and what to do. */
  readonly reason: string;
}

const PROOFS = new WeakMap<IConstruct, DeliveryProof>();

/**
 * Sees to it that every alarm reaches somebody. At synthesis it follows each alarm in its scope to its actions, their
 * topics, the policies of the topics and of their keys, and to the subscriptions: an alarm that gets lost on the way fails
 * the synthesis. An `AlertRouter` has one for its stack.
 *
 * Alarms that machines act on are fine: those with an action of Lambda, EC2, Auto Scaling or Systems Manager, those that
 * stop deployments or match a rule of EventBridge, and those of which a composite alarm is made that somebody hears.
 * What is imported cannot be judged, and passes.
 *
 * Acknowledge what is meant to be silent:
 * `Annotations.of(alarm).acknowledgeWarning('cdk-devops-patterns/alerting:undelivered', 'why')`.
 */
export class DeliveryProof {
  /**
   * The proof of everything within a scope, such as the whole app. Asking twice makes one.
   *
   * @param scope an app, a stage, a stack or any construct
   */
  public static of(scope: IConstruct): DeliveryProof {
    const existing = PROOFS.get(scope);
    if (existing) { return existing; }
    const proof = new DeliveryProof(scope);
    PROOFS.set(scope, proof);
    return proof;
  }

  private constructor(private readonly scope: IConstruct) {
    scope.node.addValidation({ validate: () => this.isPartOfAnother() ? [] : this.findings() });
  }

  /** Alarms that reach nobody as things are now, acknowledged ones too. */
  public undelivered(): UndeliveredAlarm[] {
    return undeliveredIn(this.scope).map(({ alarm, reason }) => ({ path: sayPath(alarm), reason }));
  }

  private findings(): string[] {
    return undeliveredIn(this.scope).flatMap(({ alarm, reason }) => {
      const message = `Nobody hears of the alarm '${sayPath(alarm)}': ${reason} If that is meant, acknowledge it: `
        + `Annotations.of(alarm).acknowledgeWarning('${WarningId.ALARM_UNDELIVERED}', 'why')`;
      if (isAcknowledged(alarm, WarningId.ALARM_UNDELIVERED)) { return []; }
      Annotations.of(alarm).addWarningV2(WarningId.ALARM_UNDELIVERED, message);
      return [message];
    });
  }

  /** A wider one says it all. */
  private isPartOfAnother(): boolean {
    return this.scope.node.scopes.some((scope) => scope !== this.scope && PROOFS.has(scope));
  }
}
