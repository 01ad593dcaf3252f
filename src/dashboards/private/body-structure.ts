import { BodyWidget, isUnknown } from './body-widget';

/** What a value has to be; says what it is not. */
type Check = (value: any) => string | undefined;

interface Field { readonly required?: boolean; readonly check: Check }

const of = (expected: string, accepts: (value: any) => boolean): Check => (value) => isUnknown(value) || accepts(value) ? undefined : expected;

const text = of('a text', (value) => typeof value === 'string');
const flag = of('true or false', (value) => typeof value === 'boolean');
const number = of('a number', (value) => typeof value === 'number');
const object = of('an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const list = of('a list', Array.isArray);
const texts = of('a list of texts', (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'));
const whole = (min: number, max: number) => of(`a whole number from ${min} to ${max}`, (value) => Number.isInteger(value) && value >= min && value <= max);
const oneOf = (...values: string[]) => of(`one of ${values.join(', ')}`, (value) => values.includes(value));
const period = of('1, 5, 10, 20, 30 or a multiple of 60', (value) => [1, 5, 10, 20, 30].includes(value) || (Number.isInteger(value) && value > 0 && value % 60 === 0));

const since = of('an ISO 8601 time, or a range such as -PT8H', (value) => /^-P(?=.)[\dTDHMWYS]+$|^\d{4}-\d\d-\d\dT/.test(value));

const required = (check: Check): Field => ({ required: true, check });
const optional = (check: Check): Field => ({ check });

const region = required(text);
const start = optional(since);

/**
 * What CloudWatch takes, written down from its reference. Fields that are not here pass: AWS adds some every year.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
const BODY: Record<string, Field> = {
  start,
  end: optional(text),
  periodOverride: optional(oneOf('auto', 'inherit')),
  widgets: required(list),
  variables: optional(list),
};

const WIDGET: Record<string, Field> = {
  type: required(oneOf('alarm', 'chart', 'custom', 'explorer', 'log', 'metric', 'text')),
  x: optional(whole(0, 23)),
  y: optional(whole(0, Number.MAX_SAFE_INTEGER)),
  width: optional(whole(1, 24)),
  height: optional(whole(1, 1000)),
  properties: required(object),
};

const PROPERTIES: Record<string, Record<string, Field>> = {
  alarm: {
    alarms: required(texts),
    sortBy: optional(oneOf('default', 'stateUpdatedTimestamp', 'timestamp')),
    states: optional(of('a list of ALARM, INSUFFICIENT_DATA and OK', (value) => (
      Array.isArray(value) && value.every((state) => ['ALARM', 'INSUFFICIENT_DATA', 'OK'].includes(state))))),
    title: optional(text),
  },
  custom: { endpoint: required(text), title: optional(text), updateOn: optional(object) },
  explorer: { metrics: required(list), labels: required(list), title: optional(text) },
  log: {
    query: required(text),
    region,
    title: optional(text),
    view: optional(oneOf('bar', 'pie', 'table', 'timeSeries')),
    stacked: optional(flag),
    accountId: optional(text),
  },
  metric: {
    accountId: optional(text),
    annotations: optional(object),
    legend: optional(object),
    liveData: optional(flag),
    metrics: optional(list),
    period: optional(period),
    region,
    setPeriodToTimeRange: optional(flag),
    sparkline: optional(flag),
    start,
    stacked: optional(flag),
    stat: optional(text),
    title: optional(text),
    trend: optional(flag),
    view: optional(oneOf('bar', 'gauge', 'pie', 'singleValue', 'table', 'timeSeries')),
    yAxis: optional(object),
  },
  text: { markdown: required(text), background: optional(oneOf('solid', 'transparent')) },
};

const METRIC_OPTIONS: Record<string, Field> = {
  accountId: optional(text),
  color: optional(text),
  expression: optional(text),
  id: optional(of('letters, digits and _ that begin with a small letter', (value) => typeof value === 'string' && /^[a-z]\w{0,254}$/.test(value))),
  label: optional(text),
  period: optional(period),
  region: optional(text),
  stat: optional(text),
  visible: optional(flag),
  yAxis: optional(oneOf('left', 'right')),
};

const AXIS: Record<string, Field> = { label: optional(text), max: optional(number), min: optional(number), showUnits: optional(flag) };

const VARIABLE: Record<string, Field> = {
  id: required(text),
  type: required(oneOf('pattern', 'property')),
  inputType: required(oneOf('input', 'radio', 'select')),
  property: optional(text),
  pattern: optional(text),
  label: optional(text),
  defaultValue: optional(text),
  search: optional(text),
  populateFrom: optional(text),
  values: optional(list),
  visible: optional(flag),
};

/** Checks of form; each finding says what has to be what. */
export const STRUCTURE = {
  body: (body: unknown): string[] => fieldsOf(body, BODY, ''),
  variable: (variable: unknown): string[] => fieldsOf(variable, VARIABLE, ''),
  widget: (widget: BodyWidget): string[] => [...fieldsOf(widget, WIDGET, ''), ...withinGrid(widget)],
  properties: ({ type, properties }: BodyWidget): string[] => {
    if (typeof properties !== 'object' || properties === null) { return []; }
    const found = fieldsOf(properties, PROPERTIES[String(type)] ?? {}, '');
    return found.length > 0 || type !== 'metric' ? found : metricProperties(properties);
  },
};

function withinGrid({ x, width }: BodyWidget): string[] {
  return typeof x === 'number' && typeof width === 'number' && width <= 24 && x + width > 24 ? [`must end within the 24 columns of the page, got x ${x} and width ${width}`] : [];
}

function metricProperties({ metrics = [], yAxis = {} }: Record<string, any>): string[] {
  return [
    ...metrics.flatMap((row: unknown, index: number) => metricRow(row, `metrics[${index}]`)),
    ...['left', 'right'].flatMap((side) => yAxis[side] === undefined ? [] : fieldsOf(yAxis[side], AXIS, `yAxis.${side}.`)),
  ];
}

/** Namespace, name and pairs of dimensions, at the end options; or options with an expression alone. */
function metricRow(row: unknown, path: string): string[] {
  if (!Array.isArray(row) || row.length === 0) { return [`'${path}' must be a list with a metric`]; }
  const last = row[row.length - 1];
  const hasOptions = typeof last === 'object' && last !== null;
  const names = hasOptions ? row.slice(0, -1) : row;
  const found = hasOptions ? fieldsOf(last, METRIC_OPTIONS, `${path}.`) : [];
  if (names.length === 0) { return hasOptions && last.expression !== undefined ? found : [...found, `'${path}' must have a metric or an expression`]; }
  if (names.length < 2 || names.length % 2 === 1 || names.length > 2 + 2 * 30) { return [...found, `'${path}' must be a namespace, a metric name and up to 30 pairs of dimensions`]; }
  // A dimension that never resolved shows as an object or as nothing (aws-cdk#31066).
  return names.every((name) => text(name) === undefined) ? found : [...found, `'${path}' must name its dimensions by texts`];
}

/** Names of the fields that have to be there; looked up for every metric of every widget. */
const REQUIRED = new WeakMap<Record<string, Field>, string[]>();

function requiredOf(fields: Record<string, Field>): string[] {
  let names = REQUIRED.get(fields);
  if (!names) {
    names = Object.keys(fields).filter((name) => fields[name].required);
    REQUIRED.set(fields, names);
  }
  return names;
}

function fieldsOf(value: any, fields: Record<string, Field>, prefix: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { return [`'${prefix.slice(0, -1) || 'it'}' must be an object`]; }
  const found: string[] = [];
  for (const name of requiredOf(fields)) {
    if (value[name] === undefined) { found.push(`'${prefix}${name}' must be set`); }
  }
  for (const name of Object.keys(value)) {
    const expected = value[name] === undefined || !Object.hasOwn(fields, name) ? undefined : fields[name].check(value[name]);
    if (expected !== undefined) { found.push(`'${prefix}${name}' must be ${expected}, got ${JSON.stringify(value[name])}`); }
  }
  return found;
}
