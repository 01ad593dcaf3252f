import { TimeZone, Token } from 'aws-cdk-lib';
import { RuleDeclaration, RuleKind, RulePlace, RuleProvider } from './rule-kind';
import { inputError, show } from '../../../core/private/input-error';
import { DeploymentWindowOptions } from '../../stage-rule';

/** What each field may say: numbers or names, and the signs that AWS lists for it. */
const FIELDS: [name: string, pattern: RegExp, min: number, max: number][] = [
  ['seconds', /^\*$/, 0, 0],
  ['minutes', /^[\d,*/-]+$/, 0, 59],
  ['hours', /^[\d,*/-]+$/, 0, 23],
  ['day of the month', /^[\d,*?/LW-]+$/, 1, 31],
  ['month', /^([\d,*/-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)+$/i, 1, 12],
  ['day of the week', /^([\d,*?/L#-]|SUN|MON|TUE|WED|THU|FRI|SAT)+$/i, 1, 7],
  ['year', /^[\d,*/-]+$/, 1970, 2199],
];

const EXAMPLE = "Monday to Friday from 9:00 to 16:59 is '* * 9-16 ? * MON-FRI'";

export class DeploymentWindowRule implements RuleKind {
  constructor(private readonly options: DeploymentWindowOptions) {}

  public bind({ pipeline }: RulePlace): RuleDeclaration[] {
    const { cron, timeZone = TimeZone.ETC_UTC } = this.options ?? {};
    const problem = Token.isUnresolved(cron) ? undefined : problemOf(cron);
    if (problem) { throw inputError(pipeline, `'cron' must be ${problem}, got ${show(cron)}. ${EXAMPLE}`); }
    if (typeof timeZone?.timezoneName !== 'string') {
      throw inputError(pipeline, `'timeZone' must be a TimeZone of the AWS CDK, such as TimeZone.EUROPE_ZURICH, got ${show(timeZone)}`);
    }
    return [{ provider: RuleProvider.DEPLOYMENT_WINDOW, configuration: { Cron: cron, TimeZone: timeZone.timezoneName } }];
  }
}

/** What the expression must be and is not, if so. */
function problemOf(cron: unknown): string | undefined {
  const fields = typeof cron === 'string' ? cron.trim().split(/\s+/) : [];
  if (fields.length < 6 || fields.length > 7) { return 'six fields, or seven with the year'; }
  const wrong = FIELDS.slice(0, fields.length).find(([, pattern, min, max], index) => {
    // A step may be any number, and # counts weeks.
    const numbers = fields[index].replace(/[/#]\d+/g, '').match(/\d+/g) ?? [];
    return !pattern.test(fields[index]) || numbers.some((number) => Number(number) < min || Number(number) > max);
  });
  if (wrong) { return wrong[0] === 'seconds' ? "'*' in the field of the seconds" : `right in the field of the ${wrong[0]}, ${wrong[2]} to ${wrong[3]}`; }
  return (fields[3] === '?') === (fields[5] === '?') ? "'?' in one of the fields of the day of the month and of the week, and only in one" : undefined;
}
