import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { inputError, inputErrorIn, show } from '../../core/private/input-error';
import { PlainAlarm } from '../../core/private/plain-alarm';
import { requireDuration } from '../../core/private/require-duration';
import { DeploymentEvents } from '../../signals';
import { IMute } from '../mute';
import { renderMetric } from './alarm-metric';
import { makeSilent } from './silent-part';

/** An alarm that is on for a while after a deployment begins: one for each length, whoever it mutes. */
export class DeploymentMute implements IMute {
  public readonly suppressor: cloudwatch.IAlarm;

  constructor(deployments: DeploymentEvents, atMost: Duration) {
    requireDeployments(deployments);
    requireDuration(deployments, { prop: 'atMost', value: atMost, unit: 'minutes', min: 1, max: 1440, example: 'Duration.minutes(30)' });
    if (atMost.isUnresolved()) { throw inputError(deployments, "'atMost' must be known at synthesis, got a token. Write Duration.minutes(30)"); }
    const minutes = atMost.toMinutes();
    const id = `Began${minutes}`;
    this.suppressor = deployments.node.tryFindChild(id) as PlainAlarm | undefined ?? began(deployments, id, minutes);
  }

  public bind(): void {}
}

/** There is no construct to name when this is none. */
function requireDeployments(value: unknown): void {
  if (typeof (value as Partial<DeploymentEvents> | null | undefined)?.metricStarted === 'function') { return; }
  throw inputErrorIn('Mute.duringDeployments', `'deployments' must be DeploymentEvents, such as DeploymentEvents.ofEcsService(this, 'Deployments', service), got ${show(value)}`);
}

function began(deployments: DeploymentEvents, id: string, minutes: number): PlainAlarm {
  const alarm = new PlainAlarm(deployments, id, {
    ...renderMetric(deployments, deployments.metricStarted()),
    alarmDescription: `A deployment began within the last ${minutes} minutes. Tells nobody; keeps other alarms quiet.`,
    threshold: 0,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    // One start among all these minutes is enough, so the alarm stays on until it is that old.
    datapointsToAlarm: 1,
    evaluationPeriods: minutes,
    // Nothing is reported while no deployment begins.
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  makeSilent(alarm);
  return alarm;
}
