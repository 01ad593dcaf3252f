import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { buildFailureAlarm } from './failure-alarm';
import { LanePlan } from './lane-plan';
import { defaultRoutes } from './notification-plan';
import { PipelineLane } from './pipeline-lane';
import { AlertRouter } from '../../alerting';
import { Severity } from '../../core';
import { PipelineEvent, PipelineNotifications } from '../pipeline-notifications';

/** Tells of the pipelines that release something. Returns the alarm on failures of the first one. */
export function watchPipelines(scope: Construct, plans: LanePlan[], lanes: PipelineLane[], alerts: AlertRouter): cloudwatch.Alarm {
  const [main] = lanes;
  const keepsApproval = plans[0].phases.some((phase) => phase.kind === 'approval' && phase.rejectStale);
  const alarm = buildFailureAlarm(scope, main.pipeline, keepsApproval);
  alerts.route(alarm, Severity.WARNING);

  lanes.forEach(({ pipeline }, index) => {
    if (!plans[index].releases) { return; }
    // Of stages of the first one, the alarm tells: it also says when all is well again.
    const events = defaultRoutes(alerts).filter(({ pipelineEvent }) => index > 0 || pipelineEvent !== PipelineEvent.STAGE_FAILED);
    if (events.length > 0) { new PipelineNotifications(pipeline.node.scope as Construct, 'Notifications', { pipeline, alerts, events }); }
  });
  return alarm;
}
