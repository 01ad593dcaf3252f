/** How the new version can be tried before it goes live. */
export class TestTraffic {
  /** A listener of its own, on port 9000, that nobody reaches until `allowTestTrafficFrom` lets them in. */
  public static closedListener(): TestTraffic {
    return new TestTraffic();
  }

  private constructor() {}
}
