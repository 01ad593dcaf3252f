import { DoraWindow } from './dora-window';

/** Which of the numbers of a service is meant. */
export interface DoraMetricOptions {
  /**
   * The environment.
   *
   * @default 'production'
   */
  readonly environment?: string;

  /**
   * How far it looks back.
   *
   * @default DoraWindow.DAYS_28
   */
  readonly window?: DoraWindow;
}
