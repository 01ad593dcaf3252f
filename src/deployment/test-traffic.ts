import { TestTrafficOptions } from './test-traffic-options';

/** How the new version can be tried before it goes live. */
export class TestTraffic {
  /**
   * A listener of its own that nobody reaches until `allowTestTrafficFrom` lets them in, on port 9000 unless told otherwise.
   *
   * Services behind a shared listener share it, too. A service without a load balancer has none: there, requests with
   * the header `x-amzn-ecs-blue-green-test` lead to the new version.
   */
  public static closedListener(options: TestTrafficOptions = {}): TestTraffic {
    return new TestTraffic('listener', options?.port, undefined, options);
  }

  /**
   * Requests to the production listener that carry a header lead to the new version. Everybody who may call the service
   * and knows the header can try it: make the value a secret that you can bear to lose, for it is in the template.
   *
   * The engine must be `DeploymentEngine.ecs()`.
   *
   * @param name such as `x-test-traffic`, at most 40 characters
   * @param value at most 128 characters, without `*` and `?`
   */
  public static header(name: string, value: string): TestTraffic {
    return new TestTraffic('header', undefined, { name, value });
  }

  /** The new version gets no requests before it goes live. */
  public static none(): TestTraffic {
    return new TestTraffic('none');
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'listener' | 'header' | 'none',
    /** @internal */
    public readonly _port?: number,
    /** @internal */
    public readonly _header?: { readonly name: string; readonly value: string },
    /** @internal */
    public readonly _options: TestTrafficOptions = {},
  ) {}
}
