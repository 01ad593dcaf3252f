import { Duration } from 'aws-cdk-lib';

/** Quoted in the docs of `ManualApprovalOptions` and `MigrationTask`; a test pins them. */
export const HOOK_DEFAULTS = {
  approvalTimeout: Duration.hours(4),
  migrationTimeout: Duration.minutes(30),
};

/** What Amazon ECS does by itself; always said, for what is left out of an update keeps its old value. */
export const PAUSE_TIMEOUT = Duration.days(1);

/** A deployment may wait ten minutes for alarms to end, and says itself when it waited for too long. A function without a timeout holds a deployment for a day. */
export const GUARD_PATIENCE = Duration.minutes(15);
