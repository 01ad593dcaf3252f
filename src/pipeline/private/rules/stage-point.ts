/** When a condition is looked at, by its property of a stage. */
export enum StagePoint {
  ENTRY = 'beforeEntry',
  SUCCESS = 'onSuccess',
  FAILURE = 'onFailure',
}
