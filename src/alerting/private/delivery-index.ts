import { CfnResource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { identify } from '../../core/private/references';

/** Where resources name the topics that they listen to. */
const LISTENERS: Record<string, string> = {
  'AWS::SNS::Subscription': 'topicArn',
  'AWS::Chatbot::SlackChannelConfiguration': 'snsTopicArns',
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': 'snsTopicArns',
};

/** Where machines name the alarms that they act on. */
const MACHINES: Record<string, string> = {
  'AWS::AppConfig::Environment': 'monitors',
  'AWS::CodeDeploy::DeploymentGroup': 'alarmConfiguration',
  'AWS::ECS::Service': 'deploymentConfiguration',
  'AWS::Events::Rule': 'eventPattern',
  'AWS::FIS::ExperimentTemplate': 'stopConditions',
  'AWS::Route53::HealthCheck': 'healthCheckConfig',
};

/** Who hears of an alarm besides its actions. */
export interface Consumers {
  /** Whether one of them is a machine; a composite alarm that it keeps quiet is one. */
  readonly machines: boolean;
  readonly composites: CfnResource[];
}

/** Who listens to what in an app, each part looked up once and only if somebody asks. */
export class DeliveryIndex {
  private readonly resources: CfnResource[];
  private subscribed?: Set<IConstruct>;
  private policies?: Map<IConstruct, unknown[]>;
  private acting?: Mentions;
  private composing?: { readonly composite: CfnResource; readonly made: Mentions; readonly quiet: Mentions }[];

  constructor(root: IConstruct) {
    this.resources = root.node.findAll().filter(CfnResource.isCfnResource);
  }

  public hasSubscriber(topic: sns.CfnTopic): boolean {
    this.subscribed ??= new Set(this.ofTypes(LISTENERS).flatMap(([resource, value]) => identify(resource, value).targets));
    return this.subscribed.has(topic) || (identify(topic, topic.subscription).value as unknown[] | undefined ?? []).length > 0;
  }

  /** The documents of all policies of a topic. */
  public policiesOf(topic: sns.CfnTopic): unknown[] {
    this.policies ??= this.readPolicies();
    return this.policies.get(topic) ?? [];
  }

  public consumersOf(alarm: CfnResource, name?: string): Consumers {
    this.acting ??= mentionsIn(this.ofTypes(MACHINES));
    this.composing ??= this.readComposites();
    const isMentioned = ({ targets, texts }: Mentions) => (
      targets.has(alarm) || (name !== undefined && texts.some((text) => names(text, name))));
    return {
      machines: isMentioned(this.acting) || this.composing.some(({ quiet }) => isMentioned(quiet)),
      composites: this.composing.filter(({ made }) => isMentioned(made)).map(({ composite }) => composite),
    };
  }

  private readPolicies(): Map<IConstruct, unknown[]> {
    const policies = new Map<IConstruct, unknown[]>();
    for (const [resource] of this.ofTypes({ 'AWS::SNS::TopicPolicy': 'topics' })) {
      const { topics, policyDocument } = resource as sns.CfnTopicPolicy;
      const document = identify(resource, policyDocument).value;
      for (const topic of identify(resource, topics).targets) { policies.set(topic, [...policies.get(topic) ?? [], document]); }
    }
    return policies;
  }

  private readComposites() {
    return this.ofTypes({ 'AWS::CloudWatch::CompositeAlarm': 'alarmRule' }).map(([composite, rule]) => ({
      composite,
      made: mentionsIn([[composite, rule]]),
      quiet: mentionsIn([[composite, (composite as cloudwatch.CfnCompositeAlarm).actionsSuppressor]]),
    }));
  }

  /** Resources of these types, each with what it has in the property that counts. */
  private ofTypes(properties: Record<string, string>): [CfnResource, unknown][] {
    return this.resources
      .filter(({ cfnResourceType }) => cfnResourceType in properties)
      .map((resource) => [resource, (resource as unknown as Record<string, unknown>)[properties[resource.cfnResourceType]]]);
  }
}

/** What values refer to, and say. */
interface Mentions {
  readonly targets: Set<IConstruct>;
  readonly texts: string[];
}

function mentionsIn(values: [CfnResource, unknown][]): Mentions {
  const resolved = values.map(([resource, value]) => identify(resource, value));
  return { targets: new Set(resolved.flatMap(({ targets }) => targets)), texts: resolved.map(({ value }) => JSON.stringify(value) ?? '') };
}

/** Whether a text has the name of an alarm between quotes, or at the end of an ARN. */
function names(text: string, name: string): boolean {
  const start = text.indexOf(name);
  return start > 0 && /["':]/.test(text[start - 1]) && /["'\\]/.test(text[start + name.length] ?? '"');
}
