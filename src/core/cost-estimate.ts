/** One position of a `CostEstimate`. */
export interface CostLine {
  /** What is billed, such as `standard alarm metric`. */
  readonly item: string;

  /** How many of it a month. */
  readonly quantity: number;

  /** Price of one in USD, in us-east-1 and beyond free tiers. */
  readonly unitUsd: number;
}

/**
 * What something adds to the bill each month: list prices of us-east-1, beyond all free tiers, without what depends on
 * traffic. Other regions cost up to a third more.
 */
export class CostEstimate {
  /**
   * The sum of several estimates.
   *
   * @param estimates what is added up
   */
  public static total(estimates: CostEstimate[]): CostEstimate {
    return new CostEstimate(estimates.flatMap((estimate) => estimate.lines));
  }

  /** The positions, one for each item. */
  public readonly lines: CostLine[];

  /**
   * @param lines the positions; those of one item and price become one
   */
  constructor(lines: CostLine[]) {
    const merged = new Map<string, CostLine>();
    for (const { item, quantity, unitUsd } of lines) {
      const key = `${item}@${unitUsd}`;
      merged.set(key, { item, unitUsd, quantity: quantity + (merged.get(key)?.quantity ?? 0) });
    }
    this.lines = [...merged.values()].filter(({ quantity }) => quantity > 0);
  }

  /** The sum of all lines, in USD a month. */
  public get monthlyUsd(): number {
    const sum = this.lines.reduce((total, { quantity, unitUsd }) => total + quantity * unitUsd, 0);
    // Tenths of cents are exact enough, and sums of floating point numbers are not.
    return Math.round(sum * 1000) / 1000;
  }

  /** A table for people, the sum last. */
  public describe(): string {
    const rows = this.lines.map(({ item, quantity, unitUsd }) => `${(quantity * unitUsd).toFixed(2).padStart(9)}  ${quantity} x ${item} at ${unitUsd}`);
    return [...rows, `${this.monthlyUsd.toFixed(2).padStart(9)}  USD a month`].join('\n');
  }
}
