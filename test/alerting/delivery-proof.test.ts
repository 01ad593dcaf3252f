import { Annotations, App, Aspects, CfnParameter, CfnResource, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Ec2Action, Ec2InstanceAction, LambdaAction, SnsAction, SsmAction, OpsItemSeverity } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { MonitoringFacade, SnsAlarmActionStrategy } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import { AlertRouter, DeliveryProof, Destination, Runbook } from '../../src/alerting';
import { AlarmKind, Severity } from '../../src/core';
import { factsOf } from '../../src/core/private/alarm-facts';
import { WarningId } from '../../src/core/private/warning-ids';
import { prodStack } from '../support/stacks';

const TEAM = Destination.email('team@example.com');
const ENV = { account: '111111111111', region: 'eu-west-1' };

function alarmIn(scope: Construct, id = 'Cpu', props: Partial<cloudwatch.AlarmProps> = {}): cloudwatch.Alarm {
  const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: id });
  return new cloudwatch.Alarm(scope, id, { metric, threshold: 1, evaluationPeriods: 1, ...props });
}

function heardTopic(scope: Construct, id = 'Topic', props: sns.TopicProps = {}): sns.Topic {
  const topic = new sns.Topic(scope, id, props);
  topic.addSubscription(new EmailSubscription('team@example.com'));
  return topic;
}

function alarmTo(scope: Construct, topic: sns.ITopic, id?: string): cloudwatch.Alarm {
  const alarm = alarmIn(scope, id);
  alarm.addAlarmAction(new SnsAction(topic));
  return alarm;
}

describe('DeliveryProof', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack({ proof: true }); });

  const reasons = () => DeliveryProof.of(stack).undelivered().map(({ reason }) => reason);

  describe('fails synthesis', () => {
    test('for an alarm without an action in the stack of a router, saying how to route and how to acknowledge it', () => {
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      alarmIn(stack);

      expect(() => Template.fromStack(stack)).toThrow(
        "Nobody hears of the alarm 'Prod/Cpu': it has no action. Route it: alerts.route(alarm, Severity.WARNING). If that is meant, acknowledge it: "
        + "Annotations.of(alarm).acknowledgeWarning('cdk-devops-patterns/alerting:undelivered', 'why')",
      );
    });

    test('for an alarm that was made by an aspect', () => {
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      Aspects.of(stack).add({ visit: (node) => { if (node === stack && !stack.node.tryFindChild('Late')) { alarmIn(stack, 'Late'); } } });

      expect(() => Template.fromStack(stack)).toThrow("Nobody hears of the alarm 'Prod/Late'");
    });

    test('once for an alarm of a stack that a wider proof looks at, too', () => {
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      DeliveryProof.of(stack.node.root);
      alarmIn(stack);

      const said = () => { try { Template.fromStack(stack); } catch (error) { return (error as Error).message; } return ''; };
      expect(said().match(/Nobody hears/g)).toHaveLength(1);
    });

    test('for alarms of other stacks only when they are within the scope', () => {
      const other = new Stack(stack.node.root as App, 'Other', { env: ENV });
      alarmIn(other);
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      expect(() => (stack.node.root as App).synth({ force: true })).not.toThrow();

      DeliveryProof.of(stack.node.root);
      expect(() => (stack.node.root as App).synth({ force: true })).toThrow("Nobody hears of the alarm 'Other/Cpu'");
    });
  });

  describe('an acknowledgement', () => {
    test.each<[string, (alarm: cloudwatch.Alarm) => Construct]>([
      ['of the alarm', (alarm) => alarm], ['of its stack', (alarm) => Stack.of(alarm)], ['of its resource', (alarm) => alarm.node.defaultChild as CfnResource],
    ])('%s lets synthesis go on', (_name, where) => {
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      Annotations.of(where(alarmIn(stack))).acknowledgeWarning(WarningId.ALARM_UNDELIVERED, 'an experiment');

      expect(() => Template.fromStack(stack)).not.toThrow();
      expect(DeliveryProof.of(stack).undelivered()).toEqual([{ path: 'Prod/Cpu', reason: expect.any(String) }]);
    });

    test('of one alarm does not hide another', () => {
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      Annotations.of(alarmIn(stack, 'Meant')).acknowledgeWarning(WarningId.ALARM_UNDELIVERED);
      alarmIn(stack, 'Forgotten');

      expect(() => Template.fromStack(stack)).toThrow(/^(?!.*Meant).*Forgotten/s);
    });
  });

  describe('finds', () => {
    test('a topic without a subscription (idp#922)', () => {
      alarmTo(stack, new sns.Topic(stack, 'Topic'));

      expect(reasons()).toEqual([expect.stringContaining("its topic 'Prod/Topic' has no subscription")]);
    });

    test('a topic whose enforceSSL policy lets nobody publish (automated-security-response#43)', () => {
      alarmTo(stack, heardTopic(stack, 'Topic', { enforceSSL: true }));

      expect(reasons()).toEqual([expect.stringMatching(/the policy of its topic 'Prod\/Topic' does not let CloudWatch publish.*cloudwatch\.amazonaws\.com/)]);
    });

    test('a topic whose policy lets somebody else publish', () => {
      const topic = heardTopic(stack);
      topic.addToResourcePolicy(new iam.PolicyStatement({
        actions: ['sns:Publish'], resources: [topic.topicArn], principals: [new iam.ServicePrincipal('budgets.amazonaws.com')],
      }));
      alarmTo(stack, topic);

      expect(reasons()).toEqual([expect.stringContaining('does not let CloudWatch publish')]);
    });

    test('a key that CloudWatch may not use (citadel#100)', () => {
      alarmTo(stack, heardTopic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }));

      expect(reasons()).toEqual([expect.stringContaining("the key 'Prod/Key' of its topic 'Prod/Topic' does not let CloudWatch use it")]);
    });

    test('a key that CloudWatch may use only half', () => {
      const masterKey = new kms.Key(stack, 'Key');
      masterKey.addToResourcePolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'], principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')] }));
      alarmTo(stack, heardTopic(stack, 'Topic', { masterKey }));

      expect(reasons()).toHaveLength(1);
    });

    test('a key behind an alias', () => {
      alarmTo(stack, heardTopic(stack, 'Topic', { masterKey: new kms.Alias(stack, 'Alias', { aliasName: 'alias/alerts', targetKey: new kms.Key(stack, 'Key') }) }));

      expect(reasons()).toEqual([]);
      new sns.CfnTopic(stack, 'Plain', { kmsMasterKeyId: (stack.node.findChild('Alias').node.defaultChild as kms.CfnAlias).ref, subscription: [{ endpoint: 'a@b.cd', protocol: 'email' }] });
      (alarmIn(stack, 'Other').node.defaultChild as cloudwatch.CfnAlarm).alarmActions = [(stack.node.findChild('Plain') as sns.CfnTopic).ref];
      expect(reasons()).toEqual([expect.stringContaining("the key 'Prod/Key'")]);
    });

    test('the key of SNS itself, which CloudWatch can never use (autonomous-cloud-coding-agents#739)', () => {
      alarmTo(stack, heardTopic(stack, 'Topic', { masterKey: kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/sns') }));

      expect(reasons()).toEqual([expect.stringContaining('alias/aws/sns, which CloudWatch can never use')]);
    });

    test('actions that are turned off', () => {
      const alarm = alarmIn(stack, 'Cpu', { actionsEnabled: false });
      alarm.addAlarmAction(new SnsAction(heardTopic(stack)));

      expect(reasons()).toEqual([expect.stringContaining('its actions are turned off')]);
    });

    test('an alarm that only tells that it is over', () => {
      alarmIn(stack).addOkAction(new SnsAction(heardTopic(stack)));

      expect(reasons()).toEqual([expect.stringContaining('it has no action')]);
    });

    test('a composite alarm that nobody hears, and what it is made of', () => {
      new cloudwatch.CompositeAlarm(stack, 'Both', { alarmRule: cloudwatch.AlarmRule.anyOf(alarmIn(stack, 'A'), alarmIn(stack, 'B')) });

      expect(reasons()).toHaveLength(3);
    });

    test('composite alarms that go in circles, and comes to an end', () => {
      const rule = (id: string) => `ALARM("${id}")`;
      new cloudwatch.CfnCompositeAlarm(stack, 'A', { alarmName: 'a', alarmRule: rule('b') });
      new cloudwatch.CfnCompositeAlarm(stack, 'B', { alarmName: 'b', alarmRule: rule('a') });

      expect(reasons()).toHaveLength(2);
    });
  });

  describe('passes', () => {
    test('what a router routes', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM], encryptionKey: new kms.Key(stack, 'Key') });
      router.route(alarmIn(stack), Severity.CRITICAL);

      expect(() => Template.fromStack(stack)).not.toThrow();
    });

    test('what a router routes to a topic of the user with a policy and a key of its own', () => {
      const topic = heardTopic(stack, 'Topic', { enforceSSL: true, masterKey: new kms.Key(stack, 'Key') });
      topic.addToResourcePolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn], principals: [new iam.ServicePrincipal('budgets.amazonaws.com')] }));
      new AlertRouter(stack, 'Alerts', { critical: [Destination.snsTopic(topic)] }).route(alarmIn(stack), Severity.CRITICAL);

      expect(() => Template.fromStack(stack)).not.toThrow();
    });

    test('an alarm that one of two topics delivers', () => {
      alarmTo(stack, heardTopic(stack)).addAlarmAction(new SnsAction(new sns.Topic(stack, 'Silent')));

      expect(reasons()).toEqual([]);
    });

    test.each<[string, (scope: Stack) => sns.ITopic]>([
      ['of another account', (scope) => sns.Topic.fromTopicArn(scope, 'Theirs', 'arn:aws:sns:eu-west-1:222222222222:pager')],
      ['of a parameter', (scope) => sns.Topic.fromTopicArn(scope, 'Theirs', new CfnParameter(scope, 'Arn', { default: 'arn:aws:sns:eu-west-1:111111111111:pager' }).valueAsString)],
      ['with a key of another account', (scope) => heardTopic(scope, 'Topic', { masterKey: kms.Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:eu-west-1:222222222222:key/1234') })],
      ['without a policy, which lets CloudWatch publish by default', (scope) => heardTopic(scope)],
      ['with a subscription of a resource', (scope) => {
        const topic = new sns.Topic(scope, 'Topic');
        new sns.CfnSubscription(scope, 'Subscription', { topicArn: topic.topicArn, protocol: 'email', endpoint: 'team@example.com' });
        return topic;
      }],
      ['that lets everybody publish', (scope) => {
        const topic = heardTopic(scope);
        topic.addToResourcePolicy(new iam.PolicyStatement({ actions: ['sns:*'], resources: ['*'], principals: [new iam.AnyPrincipal()] }));
        return topic;
      }],
    ])('a topic %s', (_name, topicIn) => {
      alarmTo(stack, topicIn(stack));

      expect(reasons()).toEqual([]);
    });

    test('a topic of another stack, subscribed in a third one', () => {
      const app = stack.node.root as App;
      const topic = new sns.Topic(new Stack(app, 'Topics', { env: ENV }), 'Topic');
      new sns.Subscription(new Stack(app, 'People', { env: ENV }), 'Team', { topic, protocol: sns.SubscriptionProtocol.EMAIL, endpoint: 'team@example.com' });
      alarmTo(stack, topic);
      DeliveryProof.of(app);

      expect(() => app.synth()).not.toThrow();
    });

    test('a topic that only a chat channel listens to', () => {
      new AlertRouter(stack, 'Alerts', { warning: [Destination.slackChannel({ workspaceId: 'T1', channelId: 'C1' })] }).route(alarmIn(stack), Severity.WARNING);

      expect(reasons()).toEqual([]);
    });

    test('a composite child that is heard through its parent, and through the parent of that', () => {
      const inner = new cloudwatch.CompositeAlarm(stack, 'Inner', { alarmRule: cloudwatch.AlarmRule.allOf(alarmIn(stack, 'A'), alarmIn(stack, 'B')) });
      const outer = new cloudwatch.CompositeAlarm(stack, 'Outer', { alarmRule: inner });
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] }).route(outer, Severity.CRITICAL);

      expect(reasons()).toEqual([]);
    });

    test('a composite child that is named in the rule', () => {
      alarmIn(stack, 'Cpu', { alarmName: 'cpu' });
      const composite = new cloudwatch.CfnCompositeAlarm(stack, 'Both', { alarmRule: 'ALARM("cpu")', alarmActions: [heardTopic(stack).topicArn] });

      expect(composite.alarmRule).toContain('cpu');
      expect(reasons()).toEqual([]);
    });

    test('an alarm that keeps another one quiet', () => {
      const composite = new cloudwatch.CompositeAlarm(stack, 'Both', { alarmRule: alarmIn(stack), actionsSuppressor: alarmIn(stack, 'Deploying') });
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] }).route(composite, Severity.CRITICAL);

      expect(reasons()).toEqual([]);
    });

    test('alarms with actions of machines', () => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
      alarmIn(stack, 'Recover').addAlarmAction(new Ec2Action(Ec2InstanceAction.RECOVER));
      alarmIn(stack, 'Item').addAlarmAction(new SsmAction(OpsItemSeverity.HIGH));
      const code = lambda.Code.fromInline('exports.handler = () => {}');
      alarmIn(stack, 'Call').addAlarmAction(new LambdaAction(new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code })));
      const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
        vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      });
      group.scaleOnMetric('Scale', {
        metric: new cloudwatch.Metric({ namespace: 'Test', metricName: 'Load' }), scalingSteps: [{ lower: 10, change: 1 }, { upper: 1, change: -1 }],
      });

      expect(reasons()).toEqual([]);
    });

    test('alarms that stop deployments or match a rule', () => {
      const stops = alarmIn(stack, 'Stops');
      new codedeploy.ServerDeploymentGroup(stack, 'Group', { alarms: [stops] });
      const logged = alarmIn(stack, 'Logged');
      new events.Rule(stack, 'Rule', { eventPattern: { source: ['aws.cloudwatch'], resources: [logged.alarmArn] }, schedule: undefined });

      expect(reasons()).toEqual([]);
    });

    test('what is only kept in a log, and what nobody has to hear', () => {
      new AlertRouter(stack, 'Log', { informational: [Destination.logGroup()] }).route(alarmIn(stack, 'Logged'), Severity.INFORMATIONAL);
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] }).route(alarmIn(stack, 'Unheard'), Severity.INFORMATIONAL);

      expect(() => Template.fromStack(stack)).not.toThrow();
    });

    test('an app without alarms', () => {
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] });

      expect(() => Template.fromStack(stack)).not.toThrow();
    });
  });

  test('looks at the scope that it is asked for, a stage for one', () => {
    const stage = new Stage(stack.node.root, 'Staging', { env: ENV });
    alarmIn(new Stack(stage, 'Inside'));
    alarmIn(stack, 'Outside');

    expect(DeliveryProof.of(stage).undelivered().map(({ path }) => path)).toEqual(['Staging/Inside/Cpu']);
    expect(DeliveryProof.of(stage)).toBe(DeliveryProof.of(stage));
  });

  test('tells what reaches nobody as things are now', () => {
    const alarm = alarmIn(stack);
    const proof = DeliveryProof.of(stack);
    expect(proof.undelivered()).toHaveLength(1);

    alarm.addAlarmAction(new SnsAction(heardTopic(stack)));
    expect(proof.undelivered()).toEqual([]);
  });
});

describe('alarms of cdk-monitoring-constructs', () => {
  function facadeIn(stack: Stack): MonitoringFacade {
    const facade = new MonitoringFacade(stack, 'Facade', { alarmFactoryDefaults: { alarmNamePrefix: 'Shop', actionsEnabled: true } });
    const lambdaFunction = new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    return facade.monitorLambdaFunction({
      lambdaFunction,
      addFaultCountAlarm: { Critical: { maxErrorCount: 0, datapointsToAlarm: 1 } },
      addThrottlesCountAlarm: { Warning: { maxErrorCount: 0 } },
    });
  }

  test('are routed by their severity, with a runbook for the critical ones', () => {
    const stack = prodStack({ proof: true });
    const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [Destination.email('later@example.com')] });
    const created = facadeIn(stack).createdAlarms();
    created.forEach(({ alarm, disambiguator }) => router.route(alarm, disambiguator === 'Critical' ? Severity.CRITICAL : Severity.WARNING));

    expect(created).toHaveLength(2);
    expect(() => Template.fromStack(stack)).not.toThrow();
    expect(factsOf(created[0].alarm)).toMatchObject({ severity: Severity.CRITICAL, runbook: { title: Runbook.builtIn(AlarmKind.OTHER).title } });
  });

  test('are found when nobody routes them, which a strategy without an action does not tell', () => {
    const stack = prodStack({ proof: true });
    new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
    facadeIn(stack);

    expect(() => Template.fromStack(stack)).toThrow(/Nobody hears of the alarm/);
  });

  test('have composites that are routed by severity, too (cdk-monitoring-constructs#364)', () => {
    const stack = prodStack({ proof: true });
    const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
    const facade = facadeIn(stack);
    const composite = facade.createAlarmFactory('Shop').addCompositeAlarm(facade.createdAlarms(), { disambiguator: 'Critical', alarmNameSuffix: 'All' });
    router.route(composite, Severity.CRITICAL);

    expect(() => Template.fromStack(stack)).not.toThrow();
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::CompositeAlarm', { AlarmActions: [{ Ref: Match.stringLikeRegexp('^AlertsCritical') }] });
  });

  test('that its own strategy sends somewhere pass', () => {
    const stack = prodStack({ proof: true });
    const facade = new MonitoringFacade(stack, 'Facade', {
      alarmFactoryDefaults: { alarmNamePrefix: 'Shop', actionsEnabled: true, action: new SnsAlarmActionStrategy({ onAlarmTopic: heardTopic(stack) }) },
    });
    facade.monitorCustom({
      alarmFriendlyName: 'Custom',
      metricGroups: [{ title: 'T', metrics: [{ metric: new cloudwatch.Metric({ namespace: 'T', metricName: 'M', period: Duration.minutes(5) }), alarmFriendlyName: 'm', addAlarm: { Warning: { threshold: 1, comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD } } }] }],
    });

    expect(DeliveryProof.of(stack).undelivered()).toEqual([]);
  });
});
