import { AlarmKind } from '../core';

/** What to do when an alarm goes off. */
export class Runbook {
  /**
   * The text that the library has for a kind of alarm.
   *
   * @param kind what the alarm is about
   */
  public static builtIn(kind: AlarmKind): Runbook {
    return new Runbook(`Runbook: ${kind}`, 'Look at the dashboard.');
  }

  /** What heads it. */
  public readonly title: string;

  /** One sentence for the message that arrives at night: what to do first. */
  public readonly firstStep: string;

  /** Where it is, if it is somewhere. */
  public readonly url?: string;

  /** The whole text, if it is kept here. */
  public readonly markdown?: string;

  private constructor(title: string, firstStep: string, url?: string, markdown?: string) {
    this.title = title;
    this.firstStep = firstStep;
    this.url = url;
    this.markdown = markdown;
  }
}
