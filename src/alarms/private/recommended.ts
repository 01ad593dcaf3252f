import { Annotations, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { A_SIGNAL_SOURCE, inputError, requireAbility, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { WarningId } from '../../core/private/warning-ids';
import { ISignalSource, Signal } from '../../signals';
import { RecommendedAlarmOverride, RecommendedAlarmsProps } from '../recommended-alarms';
import { number } from './alarm-types';
import { SignalAlarmBase } from './signal-alarm-base';
import { signalsOf } from './signals-of-source';

/** A signal of a source, by the names that exceptions and overrides use. */
interface Candidate {
  readonly source: ISignalSource;
  readonly name: string;
  readonly signal: Signal;
  readonly override: RecommendedAlarmOverride;
}

/** An option that nobody reads would change nothing. Compilers see to this; plain JavaScript does not. */
const OVERRIDE_OPTIONS: Record<keyof RecommendedAlarmOverride, true> = {
  threshold: true,
  detection: true,
  severity: true,
  datapointsToAlarm: true,
  evaluationPeriods: true,
  missingData: true,
  warmUp: true,
  runbook: true,
  alerts: true,
  mute: true,
};

/** One of the recommended alarms; the signals of its source are looked up once for all of them. */
class RecommendedAlarm extends SignalAlarmBase {
  constructor(scope: Construct, { source: { sourceName }, name, signal, override }: Candidate, props: RecommendedAlarmsProps) {
    const type = { signal: name, reports: 'it', prop: 'threshold', read: number, example: '80' };
    const mute = [...props.mute ?? [], ...override.mute ?? []];
    super(scope, name, type, { alerts: props.alerts, ...override, mute }, () => ({ sourceName, signal }));
  }
}

/** The alarms of all sources, below a construct for each. */
export function makeRecommended(scope: Construct, props: RecommendedAlarmsProps): SignalAlarmBase[] {
  const sources = requireSources(scope, props);
  const all = sources.flatMap((source) => signalsOf(source.goldenSignals()).map(([name, signal]) => ({ source, name, signal })));
  requireKnownNames(scope, props, all);

  const { exclude = [], overrides = {} } = props;
  return sources.flatMap((source) => {
    const wanted = all.filter((each) => each.source === source)
      .filter(({ name }) => !exclude.some((each) => [name, keyOf(source, name), keyOf(source, '*')].includes(each)))
      .map((each) => ({ ...each, override: overriddenBy(overrides[each.name], overrides[keyOf(source, each.name)]) }))
      .filter(({ signal, override }) => signal.recommendation || override.threshold !== undefined || override.detection);
    if (wanted.length === 0) {
      warnOfNothing(scope, source);
      return [];
    }
    const place = new Construct(scope, idOf(source));
    return wanted.map((candidate) => new RecommendedAlarm(place, candidate, props));
  });
}

/** What is said of one source wins. A threshold and a detection are two ways to say one thing, so either takes the place of both. */
function overriddenBy(ofAll: RecommendedAlarmOverride = {}, ofOne: RecommendedAlarmOverride = {}): RecommendedAlarmOverride {
  const saysWhen = ofOne.threshold !== undefined || ofOne.detection !== undefined;
  return { ...ofAll, ...saysWhen && { threshold: undefined, detection: undefined }, ...ofOne };
}

function requireSources(scope: Construct, props: RecommendedAlarmsProps): ISignalSource[] {
  const { sources } = props ?? {};
  if (!Array.isArray(sources) || sources.length === 0) {
    throw inputError(scope, `'sources' must be a list of what to watch, such as [Signals.ecsService(service)], got ${show(sources)}`);
  }
  requireKinds(scope, props, { exclude: 'list', overrides: 'options', mute: 'list' });
  sources.forEach((value) => requireAbility(scope, { prop: 'sources', value, method: 'goldenSignals', expected: A_SIGNAL_SOURCE }));
  const unknown = sources.find(({ sourceName }) => typeof sourceName !== 'string' || Token.isUnresolved(sourceName) || sourceName === '');
  if (unknown) {
    throw inputError(scope, `'sources' must have names that are known at synthesis, got ${show(unknown.sourceName)}. Give it one with Signals.named(name, source)`);
  }
  const ids = sources.map(idOf);
  const twice = sources.find((source, index) => ids.indexOf(idOf(source)) < index);
  if (twice) {
    throw inputError(scope, `'sources' must have names of their own, got ${show(twice.sourceName)} more than once. Leave one out, or give it another name with Signals.named(name, source)`);
  }
  return sources;
}

/** A name that matches nothing is a mistake that would stay unnoticed. */
function requireKnownNames(scope: Construct, props: RecommendedAlarmsProps, all: { source: ISignalSource; name: string }[]): void {
  const { exclude = [], overrides = {} } = props;
  const known = new Set(all.flatMap(({ source, name }) => [name, keyOf(source, name), keyOf(source, '*')]));
  for (const [prop, names] of [['exclude', exclude], ['overrides', Object.keys(overrides)]] as const) {
    const wrong = names.find((name) => !known.has(name) || (prop === 'overrides' && name.endsWith('/*')));
    if (wrong === undefined) { continue; }
    throw inputError(scope, `'${prop}' must name signals of the sources, got ${show(wrong)}. ${choicesFor(wrong, all)}`);
  }
  for (const [name, value] of Object.entries(overrides)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw inputError(scope, `'overrides' must have options by signal, such as { cpu: { threshold: 90 } }, got ${show(value)} for ${show(name)}`);
    }
    if (Object.values(value).every((option) => option === undefined)) {
      throw inputError(scope, `'overrides' must say something of each signal it names, got nothing for ${show(name)}. `
        + 'Leave it out; in Python, write RecommendedAlarmOverride(evaluation_periods=4) and no dictionary');
    }
    const unknown = Object.keys(value).find((option) => !(option in OVERRIDE_OPTIONS));
    if (unknown !== undefined) {
      throw inputError(scope, `'overrides' must have options that there are, got ${show(unknown)} for ${show(name)}. `
        + `There are ${Object.keys(OVERRIDE_OPTIONS).join(', ')}`);
    }
    requireKinds(scope, value, { mute: 'list' });
  }
}

/** What could have been meant: the signals of the source that is named, else of all. */
function choicesFor(wrong: string, all: { source: ISignalSource; name: string }[]): string {
  const named = all.filter(({ source: { sourceName } }) => typeof wrong === 'string' && wrong.startsWith(`${sourceName}/`));
  if (named.length > 0) { return `Of ${show(named[0].source.sourceName)} there are ${named.map(({ name }) => name).join(', ')}`; }
  const choices = [...new Set(all.map(({ name }) => name))].sort().join(', ') || 'none';
  return `There are ${choices}; for one source, write ${show(keyOf(all[0]?.source, all[0]?.name ?? 'cpu'))}`;
}

function keyOf(source: ISignalSource | undefined, name: string): string {
  return `${source?.sourceName}/${name}`;
}

/** Slashes divide ids, and letters and digits are what logical ids keep. */
function idOf({ sourceName }: ISignalSource): string {
  return sourceName.replace(/[^A-Za-z0-9-]/g, '-');
}

function warnOfNothing(scope: Construct, { sourceName }: ISignalSource): void {
  Annotations.of(scope).addWarningV2(
    WarningId.NOTHING_RECOMMENDED,
    `Nothing watches '${sourceName}': no alarm is recommended for what it reports. Give one of its signals a threshold in 'overrides', or leave it out.`,
  );
}
