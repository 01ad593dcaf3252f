import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { OWN_SOURCE } from './own-events';
import { PIPELINE_EVENTS } from './pipeline-access';
import { acknowledgeInlinePolicy } from '../../core/private/acknowledge-in-packs';
import { AlarmRules } from '../../core/private/alarm-rules';

/** An event pattern may be 2,048 characters long and the name of a pipeline 100, so this many always fit. */
const PIPELINES_PER_RULE = 12;

/** Sends what pipelines and alarms of this account do to a bus of another one, and what somebody tells of services here. */
export class EventForwarder extends Construct {
  private readonly target: events.RuleTargetConfig;
  private readonly alarmRules: AlarmRules;
  private readonly pipelines = new Set<codepipeline.IPipeline>();
  private rule?: events.Rule;

  constructor(scope: Construct, eventBus: events.IEventBus) {
    super(scope, 'Forward');
    // An account of an organization may send only by a role. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
    const role = new iam.Role(this, 'Role', {
      description: 'Lets rules send events to the delivery metrics of another account', assumedBy: new iam.ServicePrincipal('events.amazonaws.com'),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [eventBus.eventBusArn] }));
    acknowledgeInlinePolicy(role);
    this.target = { arn: eventBus.eventBusArn, role };
    this.alarmRules = new AlarmRules(this, { description: 'Alarms that the delivery metrics of another account count', target: this.target });
    this.makeRule('Reports', { description: 'Incidents and commits that somebody tells of', eventPattern: { source: [OWN_SOURCE] } });
  }

  /** How many pipelines there are. */
  public get size(): number {
    return this.pipelines.size;
  }

  /** False when it is there already. */
  public addPipeline(pipeline: codepipeline.IPipeline): boolean {
    if (this.pipelines.has(pipeline)) { return false; }
    const index = Math.floor(this.pipelines.size / PIPELINES_PER_RULE);
    const eventPattern = { detail: { pipeline: [pipeline.pipelineName] } };
    if (this.pipelines.size % PIPELINES_PER_RULE > 0) {
      this.rule!.addEventPattern(eventPattern);
    } else {
      this.rule = this.makeRule(`Pipelines${index}`, {
        description: 'Executions that the delivery metrics of another account count',
        eventPattern: { source: ['aws.codepipeline'], detailType: PIPELINE_EVENTS, ...eventPattern },
      });
    }
    this.pipelines.add(pipeline);
    return true;
  }

  /** The rules are here: the stack of a pipeline, which this one names, may name the stack of its alarms. */
  public addAlarm(alarm: cloudwatch.IAlarm): void {
    this.alarmRules.add(alarm, Stack.of(this));
  }

  private makeRule(id: string, props: events.RuleProps): events.Rule {
    const rule = new events.Rule(this, id, props);
    rule.addTarget({ bind: () => this.target });
    return rule;
  }
}
