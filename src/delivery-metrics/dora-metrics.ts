import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DoraCommits } from './dora-commits';
import { DoraCostOptions } from './dora-cost-options';
import { DoraMetricOptions } from './dora-metric-options';
import { DoraMetricsProps } from './dora-metrics-props';
import { DoraPipelineOptions, DoraServiceOptions } from './dora-service-options';
import { CostEstimate } from '../core';
import { Audience, IDashboardSection } from '../dashboards';
import { buildCollector, buildTable, Collector } from './private/collector';
import { allowView } from './private/comparison';
import { Deliveries } from './private/deliveries';
import { deliveryCost } from './private/delivery-cost';
import { deliveryWidgets } from './private/delivery-section';
import { dailyGauge, Gauge } from './private/dora-gauges';
import { DoraPlan, resolveDoraPlan } from './private/dora-plan';
import { allowReports } from './private/own-events';
import { alarmsBelow, watchQueue } from './private/target-alarms';

/**
 * The five DORA metrics of services, from what their pipelines, deployments and alarms do: deployment frequency, change lead time, change fail
 * rate, failed deployment recovery time and deployment rework rate.
 *
 * Events become facts in a table, and the facts of a service become its metrics by rules that do not depend on the order in which events come.
 * Every night the facts are completed with what CodePipeline knows, so that a lost event changes nothing in the end.
 *
 * Add it to an `ObservabilityDashboard` as a section.
 *
 * @see https://dora.dev/guides/dora-metrics-four-keys/
 */
export class DoraMetrics extends Construct implements IDashboardSection {
  /** Heads the section on a dashboard. */
  public readonly sectionTitle = 'Delivery performance';

  /** Holds the facts. */
  public readonly table: dynamodb.Table;

  /** Reads events and publishes metrics. */
  public readonly handler: lambda.Function;

  /** Holds events until they are read. */
  public readonly queue: sqs.Queue;

  /** Holds what could not be read; the attribute `reason` says why. */
  public readonly deadLetterQueue: sqs.Queue;

  private readonly plan: DoraPlan;
  private readonly collector: Collector;
  private readonly deliveries: Deliveries;

  constructor(scope: Construct, id: string, props: DoraMetricsProps = {}) {
    super(scope, id);
    this.plan = resolveDoraPlan(this, props);
    this.table = buildTable(this, this.plan.encryptionKey);
    this.collector = buildCollector(this, this.table, this.plan);
    this.deliveries = new Deliveries(this, this.plan, this.collector);
    this.handler = this.collector.work.handler;
    this.queue = this.collector.queue;
    this.deadLetterQueue = this.collector.deadLetterQueue;
    if (this.plan.alerts) { watchQueue(this, this.queue, this.plan.alerts); }
  }

  /** What `alerts` hears: targets that are missed, and events that nobody could read. Complete once all is added. */
  public get alarms(): cloudwatch.IAlarm[] {
    return alarmsBelow(this);
  }

  /**
   * Measures the deployments of a pipeline, also one of CDK Pipelines or an imported one. A pipeline that deploys to several environments is
   * added once for each.
   *
   * Fails for a pipeline that is added twice for one stage and service, for a stage that the pipeline does not have, and for a pipeline of
   * another account without a bus and a role.
   *
   * @param pipeline in the region of the metrics; of a `StandardPipeline`, its `pipeline`
   * @param options which of its stages deploys, and which service
   */
  public addPipeline(pipeline: codepipeline.IPipeline, options: DoraPipelineOptions = {}): void {
    this.deliveries.addPipeline(pipeline, options);
  }

  /**
   * Watches the deployments of a service of Amazon ECS: failures and rollbacks that the pipeline does not see, when a pipeline delivers the
   * service of that name; else each of its deployments is one that counts, without commits and so without lead time.
   *
   * @param ecsService in the account and region of the metrics; of a `BlueGreenFargateService`, its `baseService`
   * @param options which service of yours it is
   */
  public addEcsService(ecsService: ecs.IService, options: DoraServiceOptions = {}): void {
    this.deliveries.addEcsService(ecsService, options);
  }

  /**
   * Watches the deployments of CodeDeploy, as `addEcsService` does those of Amazon ECS.
   *
   * @param applicationName the application, 1 to 100 characters
   * @param deploymentGroupName the deployment group, 1 to 100 characters
   * @param options which service of yours it is; by default it is called as the application
   */
  public addDeploymentGroup(applicationName: string, deploymentGroupName: string, options: DoraServiceOptions = {}): void {
    this.deliveries.addDeploymentGroup(applicationName, deploymentGroupName, options);
  }

  /**
   * For a pipeline that measures itself: what it takes may be in its own stack, which refers to its alarms and to what deploys already.
   *
   * @internal
   */
  public get _deliveries(): Deliveries {
    return this.deliveries;
  }

  /**
   * For a pipeline, which loads nothing of this unless it is measured.
   *
   * @internal
   */
  public get _commits(): typeof DoraCommits {
    return DoraCommits;
  }

  /**
   * Lets somebody report incidents, and mark deployments as failed: events with the source `devops.dora` on the default bus of this account.
   *
   * @param grantee such as a function that hears of incidents of PagerDuty
   */
  public grantReportIncident(grantee: iam.IGrantable): iam.Grant {
    return allowReports(this, grantee);
  }

  /**
   * Lets somebody read the facts.
   *
   * @param grantee such as a function that makes a report of its own
   */
  public grantQuery(grantee: iam.IGrantable): iam.Grant {
    return this.table.grant(grantee, 'dynamodb:Query');
  }

  /**
   * Lets somebody see the comparison on the dashboard for executives: CloudWatch calls its function as the one who looks.
   *
   * @param grantee such as a role for people who read dashboards
   */
  public grantView(grantee: iam.IGrantable): iam.Grant {
    return allowView(this, grantee, { plan: this.plan, table: this.table });
  }

  /**
   * What it adds to the bill each month: metrics, alarms and the work of the function for all that was added. Dashboards and pipelines are
   * estimated by those who make them.
   *
   * @param options how much is deployed
   */
  public estimateMonthlyCost(options: DoraCostOptions): CostEstimate {
    return deliveryCost(this, { plan: this.plan, streams: this.deliveries.names.length }, options);
  }

  /**
   * How often a service is deployed, a day. Once a day.
   *
   * @param service its name here
   * @param options which environment, and how far back
   */
  public metricDeploymentFrequency(service: string, options: DoraMetricOptions = {}): cloudwatch.IMetric {
    return this.gauge(Gauge.DEPLOYMENTS_PER_DAY, service, options);
  }

  /**
   * The median time from a commit to its deployment, in seconds. Once a day.
   *
   * @param service its name here
   * @param options which environment, and how far back
   */
  public metricLeadTime(service: string, options: DoraMetricOptions = {}): cloudwatch.IMetric {
    return this.gauge(Gauge.LEAD_TIME, service, options);
  }

  /**
   * How many of the changes that were deployed failed, in percent. Once a day.
   *
   * @param service its name here
   * @param options which environment, and how far back
   */
  public metricChangeFailRate(service: string, options: DoraMetricOptions = {}): cloudwatch.IMetric {
    return this.gauge(Gauge.CHANGE_FAIL_RATE, service, options);
  }

  /**
   * The median time from a failed deployment to the recovery, in seconds. Once a day.
   *
   * @param service its name here
   * @param options which environment, and how far back
   */
  public metricRecoveryTime(service: string, options: DoraMetricOptions = {}): cloudwatch.IMetric {
    return this.gauge(Gauge.RECOVERY_TIME, service, options);
  }

  /**
   * How many of the deployments repair what was deployed before, in percent. Once a day.
   *
   * @param service its name here
   * @param options which environment, and how far back
   */
  public metricReworkRate(service: string, options: DoraMetricOptions = {}): cloudwatch.IMetric {
    return this.gauge(Gauge.REWORK_RATE, service, options);
  }

  /** The delivery of all services, for executives: the five metrics against the targets. Others have pipelines to look at. */
  public widgets(audience: Audience): cloudwatch.IWidget[] {
    return deliveryWidgets(this, audience, { plan: this.plan, names: () => this.deliveries.names, table: this.table });
  }

  private gauge(gauge: Gauge, service: string, options: DoraMetricOptions): cloudwatch.IMetric {
    return dailyGauge(this, gauge, service, { ...options, metricNamespace: this.plan.metricNamespace });
  }
}
