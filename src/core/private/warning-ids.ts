/**
 * Every warning a user can acknowledge. The ids are API: they outlive releases and a test pins the list.
 * Form: cdk-devops-patterns/<room>:<what>.
 */
export enum WarningId {
  /** An alarm that no destination hears. */
  ALARM_WITHOUT_ROUTE = 'cdk-devops-patterns/alarms:withoutRoute',
  /** A severity that alarms use and that has no destination. */
  SEVERITY_WITHOUT_DESTINATION = 'cdk-devops-patterns/alerting:severityWithoutDestination',
}
