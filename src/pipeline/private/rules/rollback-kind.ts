/** What takes back a release that failed. */
export enum RollbackKind {
  AUTOMATIC = 'automatic',
  WHOLE_STAGE = 'wholeStage',
  DEPLOYER_ONLY = 'deployerOnly',
  NONE = 'none',
}
