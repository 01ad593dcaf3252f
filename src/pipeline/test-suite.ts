import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BuildReport } from './build-report';
import { IPipelineStep } from './pipeline-step';
import { CommandSuite } from './private/command-suite';
import { HttpSuite } from './private/http-suite';

/** Where and how tests run. */
export interface TestSuiteOptions {
  /**
   * Commands that run once before the tests, such as `npm ci`. They are not repeated with `retries`.
   *
   * @default - none
   */
  readonly install?: string[];

  /**
   * The image that the tests run in. It must have bash.
   *
   * @default - the standard image of CodeBuild for Amazon Linux: Node.js, Python, Java, Go, .NET and more
   */
  readonly image?: codebuild.IBuildImage;

  /**
   * How long the tests may take, each shard for itself: whole minutes, 5 to 2160 (36 hours).
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;

  /**
   * How many builds share the tests, 2 to 100. CodeBuild splits the files that `testFiles` finds, and each build runs the one command
   * with the files of its share behind it; they are also in `CODEBUILD_CURRENT_SHARD_FILES`, one a line. Each build installs for itself.
   *
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/parallel-test-enable.html
   *
   * @default - one build runs all tests
   */
  readonly shards?: number;

  /**
   * Which files hold tests, as a glob pattern such as `test/*.test.ts`. Needed with `shards`, and only there.
   *
   * @default - none
   */
  readonly testFiles?: string;

  /**
   * How often the tests are tried again when they fail, 0 to 5. All of them run again, on the same machine.
   *
   * @default 0
   */
  readonly retries?: number;

  /**
   * What the tests write and CodeBuild shows, whether they succeed or not; the files are relative to the root of the source.
   *
   * @default - no reports
   */
  readonly reports?: BuildReport[];

  /**
   * Environment variables by name, such as the address to test. They are readable in the template and in CodeBuild: for secrets there is
   * `secrets`. `IMAGE` is there by itself when the pipeline releases an image: `repository@sha256:…`.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Secrets of Secrets Manager, by the name of the environment variable that gets the whole value. Pull requests do not get them:
   * what those run is written by anybody.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: secretsmanager.ISecret };

  /**
   * Whether a failure lets the pipeline go on. The log says so loudly and the reports show what failed.
   *
   * @default false
   */
  readonly advisory?: boolean;
}

/** When an address counts as healthy. */
export interface HttpCheckOptions {
  /**
   * The status that the answer must have, 100 to 599. Redirects are not followed: expect 301 if that is what you want to see.
   *
   * @default 200
   */
  readonly expectedStatus?: number;

  /**
   * Text that the answer must contain, one line.
   *
   * @default - any answer will do
   */
  readonly expectedText?: string;

  /**
   * How often the address is asked before the check fails, 1 to 100.
   *
   * @default 12
   */
  readonly attempts?: number;

  /**
   * The time between two attempts: whole seconds, 1 to 300.
   *
   * @default Duration.seconds(10)
   */
  readonly interval?: Duration;

  /**
   * How long one answer may take: whole seconds, 1 to 300.
   *
   * @default Duration.seconds(10)
   */
  readonly requestTimeout?: Duration;

  /**
   * Whether a failure lets the pipeline go on. The log says so loudly.
   *
   * @default false
   */
  readonly advisory?: boolean;
}

/**
 * Tests that a pipeline can run.
 *
 * @subclassable
 */
export interface ITestSuite {
  /**
   * The tests as a step of a stage.
   *
   * @param stepName names the step, 1 to 80 letters, digits or any of `.@-_`
   */
  asStep(stepName: string): IPipelineStep;
}

/** The ways to test. */
export class TestSuite {
  /**
   * Commands in the root of the source. The tests fail with the first command that fails, also within a pipe.
   *
   * The commands are yours; never build one of texts that others write, such as the name of a branch: read those from the environment.
   *
   * @param commands run one after another in one shell, such as `npm test`
   */
  public static commands(commands: string[], options: TestSuiteOptions = {}): ITestSuite {
    return new CommandSuite(commands, options);
  }

  /**
   * Asks an address until it answers as expected.
   *
   * @param url starts with `https://`, or with `http://` when there is no certificate; it may be known only at deployment, as the `url` of a service is
   */
  public static http(url: string, options: HttpCheckOptions = {}): ITestSuite {
    return new HttpSuite(url, options);
  }

  private constructor() {}
}
