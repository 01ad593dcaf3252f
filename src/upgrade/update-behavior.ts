/** What a change of a property does to its resource, as the documentation of CloudFormation has it. */
export enum UpdateBehavior {
  /** The resource is changed: "no interruption" and "some interruptions". */
  IN_PLACE = 'in-place',

  /** A new resource replaces it, depending on the value. */
  MAY_REPLACE = 'may-replace',

  /** A new resource replaces it: "replacement". */
  REPLACE = 'replace',

  /** Not known: properties of custom resources, and of types that are newer than this version of the library. */
  UNKNOWN = 'unknown',
}
