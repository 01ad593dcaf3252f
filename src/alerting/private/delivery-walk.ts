import { CfnResource, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { DeliveryIndex } from './delivery-index';
import { allows } from './policy-reader';
import { Severity } from '../../core';
import { factsOf } from '../../core/private/alarm-facts';
import { Identified, identify } from '../../core/private/references';

/** An alarm that reaches nobody. */
export interface Undelivered {
  readonly alarm: CfnResource;
  readonly reason: string;
}

const ALARM_TYPE = /^AWS::CloudWatch::(Composite|Log)?Alarm$/;

/** All alarms within a scope that reach nobody, as things are now. */
export function undeliveredIn(scope: IConstruct): Undelivered[] {
  const alarms = scope.node.findAll().filter(isAlarm);
  if (alarms.length === 0) { return []; }
  const walk = new DeliveryWalk(new DeliveryIndex(scope.node.root));
  return alarms.flatMap((alarm) => {
    const reason = walk.whyUnheard(alarm);
    return reason === undefined ? [] : [{ alarm, reason }];
  });
}

export function isAlarm(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && ALARM_TYPE.test(construct.cfnResourceType);
}

/** Follows alarms to those who hear of them. What was found out is kept, for most alarms have few topics in common. */
class DeliveryWalk {
  private readonly topics = new Map<IConstruct, string | undefined>();
  private readonly alarms = new Map<IConstruct, string | undefined>();

  constructor(private readonly index: DeliveryIndex) {}

  /** Nothing when somebody hears of the alarm. */
  public whyUnheard(alarm: CfnResource): string | undefined {
    if (!this.alarms.has(alarm)) {
      // A composite alarm that is part of itself would be refused by CloudWatch; here it must only come to an end.
      this.alarms.set(alarm, 'it is part of itself.');
      this.alarms.set(alarm, this.judge(alarm));
    }
    return this.alarms.get(alarm);
  }

  private judge(alarm: CfnResource): string | undefined {
    const reason = this.whyActionsFail(alarm);
    if (reason === undefined || this.isConsumed(alarm)) { return undefined; }
    return reason;
  }

  private whyActionsFail(alarm: CfnResource): string | undefined {
    const { alarmActions, actionsEnabled } = alarm as cloudwatch.CfnAlarm;
    const actions = identify(alarm, alarmActions);
    if (!Array.isArray(actions.value)) {
      // A list that is known at deployment only.
      return actions.value === undefined ? 'it has no action. Route it: alerts.route(alarm, Severity.WARNING).' : undefined;
    }
    if (actions.value.length === 0) { return 'it has no action. Route it: alerts.route(alarm, Severity.WARNING).'; }
    if (actionsEnabled === false) { return "its actions are turned off. Remove 'actionsEnabled: false'."; }
    const reasons = actions.value.map((action) => this.whyActionFails(actions, action));
    return reasons.includes(undefined) ? undefined : [...new Set(reasons)].join(' ');
  }

  private whyActionFails(actions: Identified, action: unknown): string | undefined {
    const target = actions.targetOf(action);
    // Machines, what is imported, and parameters.
    if (!target || !isTopic(target)) { return undefined; }
    if (!this.topics.has(target)) { this.topics.set(target, this.whyTopicFails(target)); }
    return this.topics.get(target);
  }

  private whyTopicFails(topic: sns.CfnTopic): string | undefined {
    const name = sayPath(topic);
    if (!this.index.hasSubscriber(topic)) {
      return `its topic '${name}' has no subscription. Subscribe somebody: topic.addSubscription(new EmailSubscription('team@example.com')).`;
    }
    const policies = this.index.policiesOf(topic);
    if (policies.length > 0 && !policies.some((policy) => allows(policy, { service: 'cloudwatch.amazonaws.com', action: 'sns:publish' }))) {
      return `the policy of its topic '${name}' does not let CloudWatch publish, which 'enforceSSL' or a policy of your own takes away. `
        + "Allow 'sns:Publish' to the service principal cloudwatch.amazonaws.com, or give the topic to the router as Destination.snsTopic(topic).";
    }
    return this.whyKeyFails(topic, name);
  }

  private whyKeyFails(topic: sns.CfnTopic, name: string): string | undefined {
    const resolved = identify(topic, topic.kmsMasterKeyId);
    if (typeof resolved.value === 'string' && resolved.value.endsWith('alias/aws/sns')) {
      return `its topic '${name}' is encrypted with alias/aws/sns, which CloudWatch can never use. Encrypt it with a key of yours, or not at all.`;
    }
    const key = this.keyOf(resolved.targetOf(resolved.value));
    // Keys from elsewhere cannot be judged.
    if (!key) { return undefined; }
    const policy = identify(key, key.keyPolicy).value;
    const may = (action: string) => allows(policy, { service: 'cloudwatch.amazonaws.com', action });
    if (may('kms:decrypt') && may('kms:generatedatakey')) { return undefined; }
    return `the key '${sayPath(key)}' of its topic '${name}' does not let CloudWatch use it. `
      + "Allow 'kms:Decrypt' and 'kms:GenerateDataKey*' to the service principal cloudwatch.amazonaws.com in the policy of the key, "
      + 'or give the topic to the router as Destination.snsTopic(topic).';
  }

  private keyOf(target: IConstruct | undefined): kms.CfnKey | undefined {
    if (!target || !CfnResource.isCfnResource(target)) { return undefined; }
    if (target.cfnResourceType === 'AWS::KMS::Key') { return target as kms.CfnKey; }
    if (target.cfnResourceType !== 'AWS::KMS::Alias') { return undefined; }
    const { targetKeyId } = target as kms.CfnAlias;
    const resolved = identify(target, targetKeyId);
    return this.keyOf(resolved.targetOf(resolved.value));
  }

  /** Whether somebody or something hears of it in another way. */
  private isConsumed(alarm: CfnResource): boolean {
    const facts = alarm.node.scopes.map(factsOf);
    // What nobody has to hear of warns where it is routed to nobody.
    if (facts.some(({ heardBy, severity }) => heardBy !== undefined || severity === Severity.INFORMATIONAL)) { return true; }
    const name = (alarm as cloudwatch.CfnAlarm).alarmName;
    const { machines, composites } = this.index.consumersOf(alarm, Token.isUnresolved(name) ? undefined : name);
    return machines || composites.some((composite) => this.whyUnheard(composite) === undefined);
  }
}

/** Where the construct is that a user made. */
export function sayPath({ node }: IConstruct): string {
  return node.path.replace(/\/(Resource|Default)$/, '');
}

function isTopic(construct: IConstruct): construct is sns.CfnTopic {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::SNS::Topic';
}
