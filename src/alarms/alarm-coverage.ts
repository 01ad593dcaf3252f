import { IConstruct } from 'constructs';
import { ISignalSource, ObserveOptions, Signals } from '../signals';
import { alarmsIn, watchable, Watched } from './private/watched';

/** A resource and the alarms that watch it. */
export interface CoveredResource {
  /** What a person calls it. */
  readonly sourceName: string;

  /** Where it is in the construct tree. */
  readonly path: string;

  /** Where the alarms are that watch it; none for a resource that nobody watches. */
  readonly alarmPaths: string[];
}

/**
 * Which resources have alarms and which do not, as it is now: what is added later is not in it.
 *
 * A resource is covered when a metric alarm of the app reads one of its metrics, also an alarm of another stack, one
 * inside a composite alarm, or one that is not made with this library.
 */
export class AlarmCoverage {
  /**
   * Looks at every resource below a construct that `Signals.observe()` makes a source of.
   *
   * @param scope a stack, a stage or any construct; alarms are looked for in the whole app
   * @param options what to leave out, such as certificates that renew themselves
   */
  public static of(scope: IConstruct, options: ObserveOptions = {}): AlarmCoverage {
    const { sources } = Signals.observe(scope, options);
    const alarms = alarmsIn(scope.node.root);
    return new AlarmCoverage(sources.map((source) => coverageOf(source, alarms)));
  }

  /** Resources that at least one alarm watches. */
  public readonly covered: CoveredResource[];

  /** Resources that no alarm watches. */
  public readonly uncovered: CoveredResource[];

  /** How many of the resources are covered: 0 to 100. 100 where there are none. */
  public readonly percent: number;

  private constructor(resources: CoveredResource[]) {
    this.covered = resources.filter(({ alarmPaths }) => alarmPaths.length > 0);
    this.uncovered = resources.filter(({ alarmPaths }) => alarmPaths.length === 0);
    this.percent = resources.length === 0 ? 100 : 100 * this.covered.length / resources.length;
  }

  /** The report as a text, a line for each resource without an alarm. */
  public describe(): string {
    const total = this.covered.length + this.uncovered.length;
    const head = `${this.covered.length} of ${total} resources have an alarm (${Math.floor(this.percent)} %).`;
    if (this.uncovered.length === 0) { return head; }
    return [head, 'Without an alarm:', ...this.uncovered.map(({ sourceName, path }) => `- ${sourceName} (${path})`)].join('\n');
  }
}

function coverageOf(source: ISignalSource, alarms: Watched[]): CoveredResource {
  const { sourceName, resource } = source;
  const recognised = watchable(source);
  return {
    sourceName,
    path: resource!.node.path,
    alarmPaths: alarms.filter((alarm) => alarm.watches(recognised)).map(({ path }) => path),
  };
}
