/** What somebody wants to do. */
export interface Request {
  readonly service: string;
  /** In lower case. */
  readonly action: string;
}

/**
 * Whether a policy lets a service do something, by one of its statements. Conditions are taken to be met: which requests they are about
 * cannot be seen here, and a wrong alarm about alarms would be worse.
 */
export function allows(policy: unknown, { service, action }: Request): boolean {
  const statements = listOf((policy as { Statement?: unknown } | undefined)?.Statement);
  return statements.some((statement) => statement.Effect === 'Allow' && isFor(statement.Principal, service) && isAbout(statement.Action, action));
}

function isFor(principal: any, service: string): boolean {
  if (principal === '*') { return true; }
  return listOf(principal?.Service).includes(service) || listOf(principal?.AWS).includes('*');
}

function isAbout(actions: unknown, action: string): boolean {
  return listOf(actions).some((pattern) => {
    if (typeof pattern !== 'string') { return false; }
    const [start, ...rest] = pattern.toLowerCase().split('*');
    return rest.length === 0 ? start === action : action.startsWith(start);
  });
}

function listOf(value: any): any[] {
  if (value === undefined) { return []; }
  return Array.isArray(value) ? value : [value];
}
