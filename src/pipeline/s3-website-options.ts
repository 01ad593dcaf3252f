import { Duration } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';

/** How the pipeline publishes a site. */
export interface S3WebsiteOptions {
  /**
   * Where the site is in the build artifact, relative to its root.
   *
   * @default '.'
   */
  readonly directory?: string;

  /**
   * Where the site goes in the bucket, such as `docs`, without slashes around it. Everything below it belongs to the site.
   *
   * @default - the whole bucket
   */
  readonly keyPrefix?: string;

  /**
   * Serves the site. It forgets what it knows when the new files are there, and the stage waits for that.
   *
   * @default - nothing is invalidated
   */
  readonly distribution?: cloudfront.IDistribution;

  /**
   * Files whose name changes with their content, as patterns below the site in which `*` stands for anything: browsers keep them for a year
   * and never ask again. Files with a hexadecimal hash of 8 or more digits in their name, such as `app.4f53cda1.js`, are found without one.
   *
   * @default - only files with a hash in their name
   */
  readonly immutableFiles?: string[];

  /**
   * Files in the bucket that are not of the site and stay, as patterns below the site in which `*` stands for anything.
   *
   * @default - what the new site does not have is deleted
   */
  readonly keepFiles?: string[];

  /**
   * How long the pipeline waits: whole minutes, 5 to 2160 (36 hours).
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;
}
