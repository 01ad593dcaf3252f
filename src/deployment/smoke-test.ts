import { Duration } from 'aws-cdk-lib';

/**
 * What is asked of a new version before it gets production traffic, one path after the other, with `GET`.
 *
 * A version that does not answer as expected is rolled back, and the log of the function that asks says why. It needs a
 * plan that shifts traffic and test traffic that reaches the new version; the first deployment is tested, too.
 *
 * All of it must be over within 14 minutes in the worst case: synthesis fails for more.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
export interface SmokeTest {
  /**
   * The paths that must answer. Each starts with a slash; a query may follow.
   *
   * @default - the path of the health check
   */
  readonly paths?: string[];

  /**
   * The status of a good answer: one, several or a range between 200 and 599, such as `200,204` or `200-299`.
   *
   * Redirects are not followed: a redirect is an answer like any other, and wrong unless it is expected here.
   *
   * @default - the `healthyStatus` of the health check, which is 200 unless you changed it
   */
  readonly expectedStatus?: string;

  /**
   * A text that the body of every answer must contain. Of a large body, the first mebibyte counts.
   *
   * @default - the body does not matter
   */
  readonly bodyContains?: string;

  /**
   * A regular expression of JavaScript that the body of every answer must match in some place, such as `"status": *"ok"`.
   * Of a large body, the first mebibyte counts.
   *
   * @default - the body does not matter
   */
  readonly bodyMatches?: string;

  /**
   * Headers that each request carries. They are no place for secrets: the template and the service show them.
   *
   * @default - `Host`, `User-Agent` and `Accept`
   */
  readonly headers?: { [name: string]: string };

  /**
   * How often a path is asked again after an answer that is not as expected, 0 to 20.
   *
   * @default 5
   */
  readonly retries?: number;

  /**
   * How long to wait before a path is asked again. Whole seconds, up to 120.
   *
   * @default Duration.seconds(5)
   */
  readonly retryInterval?: Duration;

  /**
   * How long an answer may take until its last byte. Whole seconds, 1 to 120.
   *
   * @default Duration.seconds(10)
   */
  readonly timeout?: Duration;
}
