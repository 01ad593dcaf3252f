/**
 * How the images of a repository are searched for known vulnerabilities.
 *
 * Amazon ECR scans the basic way or the enhanced way, for all repositories of an account and region together. Where
 * enhanced scanning is on, the basic one is off.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
 */
export enum ImageScanning {
  /** Amazon ECR looks at the operating system's packages when an image is pushed. Free. */
  BASIC = 'BASIC',

  /**
   * Amazon Inspector looks at packages of the operating system and of programming languages when an image is pushed, and
   * again when a new vulnerability becomes known. Billed per image. Turns on enhanced scanning for the account and region.
   */
  ENHANCED = 'ENHANCED',

  /** Amazon Inspector, when an image is pushed and never again. Turns on enhanced scanning for the account and region. */
  ENHANCED_ON_PUSH = 'ENHANCED_ON_PUSH',

  /** Somebody else set up the scanning of the account and region, such as a security team. The repository says nothing. */
  REGISTRY = 'REGISTRY',
}
