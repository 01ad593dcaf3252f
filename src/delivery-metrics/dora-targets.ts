import { DoraBands } from './dora-bands';

/** What a team wants to reach. */
export class DoraTargets {
  /** The elite band. */
  public static elite(bands: DoraBands = DoraBands.report2023()): DoraTargets {
    return new DoraTargets(bands);
  }

  private constructor(private readonly bands: DoraBands) {}

  /** @internal */
  public _seconds(): object {
    return this.bands._limits();
  }
}
