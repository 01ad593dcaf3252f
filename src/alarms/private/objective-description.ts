import { Duration } from 'aws-cdk-lib';
import { ObjectivePlan, PlannedTier } from './objective-plan';

/** What is promised, in a sentence. */
export function objectiveText({ objectivePercent, window, measure }: ObjectivePlan): string {
  return shortened(`At most ${percent(100 - objectivePercent)} % are ${measure.badEvents}, over ${days(window)}.`);
}

/** What it means when the alarm of a tier goes off, for whoever reads the message at night. */
export function burnText(plan: ObjectivePlan, { burnRate, longWindow }: PlannedTier): string {
  const { name, objectivePercent, window, measure } = plan;
  const spent = burnRate * longWindow.toMinutes() / window.toMinutes() * 100;
  const gone = rounded(window.toMinutes() / burnRate);
  return shortened(`${name}: the error budget burns ${burnRate} times as fast as ${objectivePercent} % over ${days(window)} allow. `
    + `That is ${percent(spent)} % of the budget in ${span(longWindow)}, and all of it in ${gone}. Counted: ${measure.badEvents}.`);
}

/** What one of the two alarms of a tier is for. */
export function partText({ name }: ObjectivePlan, { burnRate }: PlannedTier, window: Duration): string {
  return shortened(`${name}: bad over ${span(window)} for a burn rate of ${burnRate}. Part of an alarm, without actions of its own.`);
}

/** As CloudWatch takes it. */
function shortened(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}

const MAX_LENGTH = 1024;

function percent(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}

function days(window: Duration): string {
  return `${window.toDays()} days`;
}

/** One day is 24 hours, but nobody says so. */
function span(window: Duration): string {
  const minutes = window.toMinutes();
  return minutes % 1440 === 0 ? Duration.days(minutes / 1440).toHumanString() : Duration.minutes(minutes).toHumanString();
}

/** Minutes do not matter where it takes days. */
function rounded(minutes: number): string {
  const step = minutes >= 1440 ? 60 : 1;
  return Duration.minutes(Math.max(1, Math.round(minutes / step) * step)).toHumanString();
}
