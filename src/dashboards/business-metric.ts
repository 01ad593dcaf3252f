import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Whether more is better. */
export enum GoodDirection {
  /** More is better, such as orders. */
  UP = 'up',
  /** Less is better, such as refunds. */
  DOWN = 'down',
}

/** Options of `BusinessMetric.of()`. */
export interface BusinessMetricOptions {
  /**
   * Whether more is better.
   *
   * @default GoodDirection.UP
   */
  readonly goodDirection?: GoodDirection;

  /**
   * What is aimed at in one period of the metric, in its unit; any number. Draws a line, and the number beside it says how many percent of it are
   * reached.
   *
   * @default - no target
   */
  readonly target?: number;
}

/** A number that the business lives by, such as orders placed. Executives see it first. */
export class BusinessMetric {
  /**
   * A metric under the name that the business has for it.
   *
   * @param label what a person calls it, such as `Orders placed`
   * @param metric what is counted, with the statistic and period it should be read with
   */
  public static of(label: string, metric: cloudwatch.IMetric, options: BusinessMetricOptions = {}): BusinessMetric {
    return new BusinessMetric(label, metric, options);
  }

  /** Whether more is better. */
  public readonly goodDirection: GoodDirection;

  /** What is aimed at in one period, if anything. */
  public readonly target?: number;

  private constructor(
    /** What a person calls it. */
    public readonly label: string,
    /** What is counted. */
    public readonly metric: cloudwatch.IMetric,
    options: BusinessMetricOptions,
  ) {
    this.goodDirection = options?.goodDirection ?? GoodDirection.UP;
    this.target = options?.target;
  }
}
