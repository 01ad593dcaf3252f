/** How fast a pipeline is to be, and at what price. */
export class SpeedProfile {
  /** The cheapest: what can run on AWS Lambda does. */
  public static cost(): SpeedProfile {
    return new SpeedProfile();
  }

  /** Caches where they help, on small machines. */
  public static balanced(): SpeedProfile {
    return new SpeedProfile();
  }

  private constructor() {}
}
