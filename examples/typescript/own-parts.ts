/** Parts that the library does not have: a resource to watch, a place to send alerts to, a way to release. */
import { App, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import {
  AlertRoute, AlertRouter, BuildStep, Destination, GoldenSignals, IDeployTarget, IDestination, ISignalSource, ObservabilityDashboard, PipelineSource,
  PipelineStage, RecommendedAlarms, Severity, SignalUnit, StandardPipeline,
} from 'cdk-devops-patterns';

/** The checkout of the shop, by the numbers that it publishes itself. */
class Checkout implements ISignalSource {
  public readonly sourceName = 'Checkout';

  public goldenSignals(): GoldenSignals {
    return {
      requests: { metric: this.count('Orders'), label: 'Orders', unit: SignalUnit.COUNT },
      errors: {
        metric: this.count('FailedOrders'),
        label: 'Failed orders',
        unit: SignalUnit.COUNT,
        recommendation: { threshold: 5, datapointsToAlarm: 2, evaluationPeriods: 3, severity: Severity.CRITICAL },
      },
    };
  }

  private count(metricName: string): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'Shop', metricName, statistic: 'Sum' });
  }
}

/** The pager of the team, which takes messages of SNS. */
class Pager implements IDestination {
  public constructor(private readonly url: string) {}

  public bind(_scope: Construct, route: AlertRoute): void {
    route.topic.addSubscription(new subscriptions.UrlSubscription(this.url, { deadLetterQueue: route.deadLetterQueue }));
  }
}

/** Somebody releases by hand and then says so. */
class ByHand implements IDeployTarget {
  public bind(stage: PipelineStage): void {
    stage.codePipelineStage.addAction(new actions.ManualApprovalAction({
      actionName: 'ByHand',
      additionalInformation: `Release ${stage.stageName} by hand, then approve.`,
      runOrder: stage.runOrder,
    }));
  }
}

/** Adds a stack with all three to an app; `cdk deploy` brings it to AWS. */
export function addOwnParts(app: App): void {
  const stack = new Stack(app, 'OwnParts');
  const sources = [new Checkout()];

  const alerts = new AlertRouter(stack, 'Alerts', {
    critical: [new Pager('https://pager.example.com/alerts'), Destination.email('oncall@example.com')],
  });
  const recommended = new RecommendedAlarms(stack, 'Alarms', { sources, alerts });
  new ObservabilityDashboard(stack, 'Dashboard', { sources, alarms: recommended.alarms });

  new StandardPipeline(stack, 'Delivery', {
    source: PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Code', 'shop')),
    buildStep: BuildStep.nodejs(),
    production: new ByHand(),
  });
}

if (require.main === module) {
  const app = new App();
  addOwnParts(app);
  app.synth();
}
