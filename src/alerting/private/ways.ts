import { LogGroupDestination } from './log-group-destination';
import { IDestination } from '../destination';

/** What tells two destinations apart; those of users by what they are. */
function wayOf(destination: IDestination): unknown {
  return (destination as { _way?: string })._way ?? destination;
}

/** Those that somebody hears; a log is read when somebody already knows. */
export function heardOf(destinations: IDestination[]): IDestination[] {
  return destinations.filter((destination) => !(destination instanceof LogGroupDestination));
}

/** Whether each list has somebody that the other has not: if one way fails, another one can tell. */
export function areDifferentWays(one: IDestination[], other: IDestination[]): boolean {
  const [ways, others] = [one, other].map((list) => new Set(heardOf(list).map(wayOf)));
  return [...ways].some((way) => !others.has(way)) && [...others].some((way) => !ways.has(way));
}
