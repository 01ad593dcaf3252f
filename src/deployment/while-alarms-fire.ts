/**
 * What happens to a deployment that starts while a rollback alarm fires.
 *
 * Amazon ECS then watches no alarm at all until that deployment is over.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export enum WhileAlarmsFire {
  /**
   * A new version waits up to ten minutes for the alarms to end, then its deployment fails. The log says which alarm
   * fires and how to go ahead. A version that was live before always passes: going back must not wait.
   */
  REFUSE = 'REFUSE',
  /** It is deployed, and no alarm rolls it back. */
  DEPLOY_UNWATCHED = 'DEPLOY_UNWATCHED',
}
