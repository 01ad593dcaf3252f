/** Values of one moment by name; what is not there was not reported. */
export type Moment = Record<string, number | undefined>;

/** A formula that is asked moment after moment, oldest first: running sums remember. */
export type Formula = (moment: Moment) => number | undefined;

type Operator = (left: number, right: number) => number | undefined;

const LEVELS: Record<string, Operator>[] = [
  { '>=': (left, right) => Number(left >= right), '<=': (left, right) => Number(left <= right), '>': (left, right) => Number(left > right), '<': (left, right) => Number(left < right) },
  { '+': (left, right) => left + right, '-': (left, right) => left - right },
  // Of a division by zero, CloudWatch reports nothing.
  { '*': (left, right) => left * right, '/': (left, right) => right === 0 ? undefined : left / right },
];

const FUNCTIONS: Record<string, (...args: Formula[]) => Formula> = {
  FILL: (series, filling) => (moment) => series(moment) ?? filling(moment),
  IF: (condition, yes, no) => (moment) => {
    const decided = condition(moment);
    return decided === undefined ? undefined : (decided ? yes : no)(moment);
  },
  RUNNING_SUM: (series) => {
    let sum = 0;
    return (moment) => { sum += series(moment) ?? 0; return sum; };
  },
};

/** As much of CloudWatch metric math as this library writes, for values that are evaluated moment by moment. */
export function compileMath(expression: string): Formula {
  const tokens: string[] = expression.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?|>=|<=|[-+*/<>(),]/g) ?? [];
  const next = (expected?: string): string => {
    const token = tokens.shift();
    if (token === undefined || (expected && token !== expected)) { throw new Error(`expected ${expected ?? 'more'}, got ${token} in ${expression}`); }
    return token;
  };

  function level(depth: number): Formula {
    if (depth === LEVELS.length) { return primary(); }
    let left = level(depth + 1);
    while (tokens.length > 0 && tokens[0] in LEVELS[depth]) { left = binary(left, LEVELS[depth][next()], level(depth + 1)); }
    return left;
  }

  function primary(): Formula {
    const token = next();
    if (token === '(') { return closed(level(0)); }
    if (/^\d/.test(token)) { return () => Number(token); }
    return tokens[0] === '(' ? call(token) : ({ [token]: value }) => value;
  }

  function call(name: string): Formula {
    next('(');
    const args = [level(0)];
    while (tokens[0] === ',') { next(','); args.push(level(0)); }
    if (!FUNCTIONS[name]) { throw new Error(`no function ${name} in this test`); }
    return closed(FUNCTIONS[name](...args));
  }

  function closed(inner: Formula): Formula {
    next(')');
    return inner;
  }

  const formula = level(0);
  if (tokens.length > 0) { throw new Error(`did not understand ${tokens.join(' ')} in ${expression}`); }
  return formula;
}

function binary(left: Formula, operator: Operator, right: Formula): Formula {
  return (moment) => {
    const [one, other] = [left(moment), right(moment)];
    return one === undefined || other === undefined ? undefined : operator(one, other);
  };
}
