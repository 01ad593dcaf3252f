/** What an upgrade does to a resource. */
export enum UpgradeEffect {
  /** Nothing: it stays as it is. */
  UNCHANGED = 'unchanged',

  /** It is changed and stays the same resource. */
  IN_PLACE = 'in-place',

  /** It is new. */
  ADDED = 'added',

  /** It has another logical id and stays the same resource, because a refactoring of the stack says so. */
  REFACTORED = 'refactored',

  /** It is changed, and nobody can tell from the templates what that does to it, as with custom resources. */
  UNKNOWN = 'unknown',

  /** A condition decides whether it is deleted. */
  MAY_BE_DELETED = 'may-be-deleted',

  /** It is replaced by a new one, depending on the values. */
  MAY_BE_REPLACED = 'may-be-replaced',

  /** Its logical id is another one. For CloudFormation that is a new resource, and the old one is deleted. */
  MOVED = 'moved',

  /** It is replaced by a new one. */
  REPLACED = 'replaced',

  /** It is deleted. */
  DELETED = 'deleted',
}
