/**
 * Every warning a user can acknowledge. The ids are API: they outlive releases and a test pins the list.
 * Form: cdk-devops-patterns/<room>:<what>.
 */
export enum WarningId {
  /** An alarm that no destination hears. */
  ALARM_WITHOUT_ROUTE = 'cdk-devops-patterns/alarms:withoutRoute',
  /** A source for which no alarm is recommended. */
  NOTHING_RECOMMENDED = 'cdk-devops-patterns/alarms:nothingRecommended',
  /** An objective so low or so high that burn rate alarms on it are of little use. */
  OBJECTIVE_EXTREME = 'cdk-devops-patterns/alarms:objectiveExtreme',
  /** A key of which the policy is not ours to change, so that CloudWatch may not be allowed to use it. */
  KEY_POLICY_NOT_CHANGED = 'cdk-devops-patterns/alerting:keyPolicyNotChanged',
  /** An alarm that reaches nobody; it fails the synthesis unless it is acknowledged. */
  ALARM_UNDELIVERED = 'cdk-devops-patterns/alerting:undelivered',
  /** A severity that alarms use and that has no destination. */
  SEVERITY_WITHOUT_DESTINATION = 'cdk-devops-patterns/alerting:severityWithoutDestination',
  /** An image from a public registry on a network that does not reach the internet. */
  PUBLIC_IMAGE_OUT_OF_REACH = 'cdk-devops-patterns/deployment:publicImageOutOfReach',
  /** ECS Exec on a network that does not reach the internet. */
  EXEC_OUT_OF_REACH = 'cdk-devops-patterns/deployment:execOutOfReach',
  /** A key for logs of which the policy is not ours to change, so that CloudWatch Logs may not be allowed to use it. */
  LOG_KEY_POLICY_NOT_CHANGED = 'cdk-devops-patterns/deployment:logKeyPolicyNotChanged',
  /** A metric that AWS does not publish, so that a graph stays empty and an alarm silent. */
  DEAD_METRIC = 'cdk-devops-patterns/signals:deadMetric',
  /** A source in a bucket that is not made in the app, so that it may send no events. */
  BUCKET_EVENTS_NOT_OURS = 'cdk-devops-patterns/pipeline:bucketEventsNotOurs',
  /** A key for logs of pipelines of which the policy is not ours to change, so that CloudWatch Logs may not be allowed to use it. */
  PIPELINE_LOG_KEY_POLICY_NOT_CHANGED = 'cdk-devops-patterns/pipeline:logKeyPolicyNotChanged',
  /** A pipeline that releases to a service whose image comes from the template. */
  RELEASE_DOES_NOT_LAST = 'cdk-devops-patterns/pipeline:releaseDoesNotLast',
  /** A stage that waits for an alarm and a deployment window: the alarm is not looked at again when the window opens. */
  ALARM_BEFORE_WINDOW = 'cdk-devops-patterns/pipeline:alarmBeforeWindow',
  /** A key for the log of a function that decides for rules, of which the policy is not ours to change. */
  RULE_LOG_KEY_POLICY_NOT_CHANGED = 'cdk-devops-patterns/pipeline:ruleLogKeyPolicyNotChanged',
  /** A rule that was not made with `StageRule`, and lacks its version or a role that may do what it does. */
  PLAIN_STAGE_RULE = 'cdk-devops-patterns/pipeline:plainStageRule',
  /** A pipeline that releases a function whose alias a change of the template moves, too. */
  ALIAS_FOLLOWS_TEMPLATE = 'cdk-devops-patterns/pipeline:aliasFollowsTemplate',
  /** Deployments that replace an Auto Scaling group by copies that CloudFormation does not know. */
  FLEET_LEAVES_TEMPLATE = 'cdk-devops-patterns/pipeline:fleetLeavesTemplate',
  /** A key of `DoraMetrics` of which the policy is not ours to change, so that what it encrypts may not be usable. */
  DELIVERY_KEY_POLICY_NOT_CHANGED = 'cdk-devops-patterns/delivery-metrics:keyPolicyNotChanged',
  /** A log group that keeps everything for ever. */
  LOGS_NEVER_EXPIRE = 'cdk-devops-patterns/tracing:logsNeverExpire',
  /** A key of a `ServiceLogGroup` of which the policy is not ours to change, so that CloudWatch Logs may not be allowed to use it. */
  SERVICE_LOG_KEY_POLICY_NOT_CHANGED = 'cdk-devops-patterns/tracing:logKeyPolicyNotChanged',
  /** A task with so little memory that its application and what traces it may not fit. */
  TRACED_TASK_SMALL = 'cdk-devops-patterns/tracing:taskSmall',
}
