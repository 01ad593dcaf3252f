import * as events from 'aws-cdk-lib/aws-events';

/** How bad a finding of an image scan is. */
export enum FindingSeverity {
  /** To be fixed at once. */
  CRITICAL = 'CRITICAL',
  /** To be fixed soon. */
  HIGH = 'HIGH',
  /** To be looked at. */
  MEDIUM = 'MEDIUM',
  /** Hard to make use of. */
  LOW = 'LOW',
  /** Good to know. */
  INFORMATIONAL = 'INFORMATIONAL',
  /** Nobody has rated it yet: `UNDEFINED` of a basic scan, `UNTRIAGED` of an enhanced one. */
  UNRATED = 'UNRATED',
}

/** Which findings of image scans are told, and to whom. */
export interface ScanFindingOptions {
  /**
   * How bad a finding must be.
   *
   * @default - FindingSeverity.CRITICAL and FindingSeverity.HIGH
   */
  readonly severities?: FindingSeverity[];

  /**
   * Who is told, such as `new targets.SnsTopic(topic)`.
   *
   * @default - nobody; add targets to the rule
   */
  readonly target?: events.IRuleTarget;

  /**
   * What the rule is for.
   *
   * @default - names the severities
   */
  readonly description?: string;
}
