import { RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';

/** What tests write. */
export enum BuildReportFormat {
  /** JUnit XML, which most test runners can write. */
  JUNIT = 'JUNITXML',
  /** Cucumber JSON. */
  CUCUMBER = 'CUCUMBERJSON',
  /** NUnit XML. */
  NUNIT = 'NUNITXML',
  /** NUnit 3 XML. */
  NUNIT3 = 'NUNIT3XML',
  /** TestNG XML. */
  TESTNG = 'TESTNGXML',
  /** Visual Studio TRX. */
  VISUAL_STUDIO = 'VISUALSTUDIOTRX',
}

/** Results of tests that CodeBuild shows: which failed, why, and how it went over time. CodeBuild keeps them for 30 days. */
export interface BuildReport {
  /** The files with the results, as patterns relative to the directory of the build, such as `reports/*.xml`. */
  readonly files: string[];

  /**
   * Tells two reports of one build apart: 1 to 40 letters and digits, the first a letter. A change makes a new report without a history.
   *
   * @default 'Tests'
   */
  readonly reportName?: string;

  /**
   * What is in the files.
   *
   * @default BuildReportFormat.JUNIT
   */
  readonly format?: BuildReportFormat;

  /**
   * Gets the files as they are, to keep them longer.
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
