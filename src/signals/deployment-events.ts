import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ONE_MINUTE } from '../core/private/periods';

/** Properties of `DeploymentEvents`. */
export interface DeploymentEventsProps {
  /**
   * The event that says that a deployment begins. `DeploymentEvents.ofEcsService()` and `.ofPipeline()` know those of AWS.
   */
  readonly started: events.EventPattern;
}

/**
 * Knows when deployments begin: counts them for dashboards, and tells alarms when to stay quiet.
 *
 * A rule without a target, because EventBridge counts what matches for free.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export class DeploymentEvents extends Construct {
  /**
   * Deployments of an ECS service.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
   */
  public static ofEcsService(scope: Construct, id: string, service: ecs.IBaseService): DeploymentEvents {
    return new DeploymentEvents(scope, id, {
      started: {
        source: ['aws.ecs'],
        detailType: ['ECS Deployment State Change'],
        resources: [service.serviceArn],
        detail: { eventName: ['SERVICE_DEPLOYMENT_IN_PROGRESS'] },
      },
    });
  }

  /**
   * Executions of a pipeline.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
   */
  public static ofPipeline(scope: Construct, id: string, pipeline: codepipeline.IPipeline): DeploymentEvents {
    return new DeploymentEvents(scope, id, {
      started: {
        source: ['aws.codepipeline'],
        detailType: ['CodePipeline Pipeline Execution State Change'],
        resources: [pipeline.pipelineArn],
        detail: { state: ['STARTED'] },
      },
    });
  }

  private readonly rule: events.Rule;

  constructor(scope: Construct, id: string, props: DeploymentEventsProps) {
    super(scope, id);
    this.rule = new events.Rule(this, 'Started', {
      description: `Counts the deployments that begin, for ${Stack.of(this).stackName}`,
      eventPattern: props.started,
    });
  }

  /** How many deployments began in a period. Nothing is reported while none does. */
  public metricStarted(): cloudwatch.IMetric {
    return new cloudwatch.Metric({
      namespace: 'AWS/Events',
      metricName: 'MatchedEvents',
      dimensionsMap: { RuleName: this.rule.ruleName },
      statistic: 'Sum',
      period: ONE_MINUTE,
      label: 'Deployments',
    });
  }
}
