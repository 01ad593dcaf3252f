import { RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * How much of the code the unit tests run, in Cobertura XML. CodeBuild shows it, and the build exports it as `LINE_COVERAGE`, in percent with two
 * decimals. A build without the file fails.
 */
export interface BuildCoverage {
  /**
   * The files, as patterns relative to the directory of the build. The lines of several files are added up.
   *
   * @default ['coverage/cobertura-coverage.xml']
   */
  readonly files?: string[];

  /**
   * The least part of the lines that tests must run, in percent, 0 to 100. The build fails below.
   *
   * @default - coverage is shown and fails nothing
   */
  readonly minimumLine?: number;

  /**
   * Gets the files as they are, to keep them longer than the 30 days of CodeBuild.
   *
   * @default - they are not kept
   */
  readonly exportBucket?: s3.IBucket;

  /**
   * What happens to the report and its history when it is removed from the app. `RemovalPolicy.DESTROY` deletes them.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
