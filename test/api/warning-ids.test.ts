import { FLOORS } from '../../projenrc/lint-rules';
import { WarningId } from '../../src/core/private/warning-ids';

/** Users acknowledge these: an id that is here never changes and never goes away. */
const PINNED = [
  'cdk-devops-patterns/alarms:nothingRecommended',
  'cdk-devops-patterns/alarms:objectiveExtreme',
  'cdk-devops-patterns/alarms:withoutRoute',
  'cdk-devops-patterns/alerting:keyPolicyNotChanged',
  'cdk-devops-patterns/alerting:severityWithoutDestination',
  'cdk-devops-patterns/alerting:undelivered',
  'cdk-devops-patterns/delivery-metrics:keyPolicyNotChanged',
  'cdk-devops-patterns/deployment:execOutOfReach',
  'cdk-devops-patterns/deployment:logKeyPolicyNotChanged',
  'cdk-devops-patterns/deployment:publicImageOutOfReach',
  'cdk-devops-patterns/pipeline:alarmBeforeWindow',
  'cdk-devops-patterns/pipeline:aliasFollowsTemplate',
  'cdk-devops-patterns/pipeline:bucketEventsNotOurs',
  'cdk-devops-patterns/pipeline:fleetLeavesTemplate',
  'cdk-devops-patterns/pipeline:logKeyPolicyNotChanged',
  'cdk-devops-patterns/pipeline:plainStageRule',
  'cdk-devops-patterns/pipeline:releaseDoesNotLast',
  'cdk-devops-patterns/pipeline:ruleLogKeyPolicyNotChanged',
  'cdk-devops-patterns/signals:deadMetric',
  'cdk-devops-patterns/tracing:logKeyPolicyNotChanged',
  'cdk-devops-patterns/tracing:logsNeverExpire',
  'cdk-devops-patterns/tracing:taskSmall',
];

describe('warning ids', () => {
  test('are those that users have acknowledged', () => {
    expect(Object.values(WarningId).sort()).toEqual([...PINNED].sort());
  });

  test.each(Object.values(WarningId))('%s names its room', (id) => {
    expect(id).toMatch(new RegExp(`^cdk-devops-patterns/(${FLOORS.flat().join('|')}):[a-z][A-Za-z0-9]+$`));
  });
});
