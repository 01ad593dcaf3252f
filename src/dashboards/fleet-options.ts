/** How many resources of one kind are shown to operations. */
export interface FleetOptions {
  /**
   * Up to so many sources of one kind have a section each; more of them share one, with those that stand out. 1 to 500.
   *
   * @default 12
   */
  readonly threshold?: number;

  /**
   * Words that the names of the resources have to contain, in the language of CloudWatch search expressions, such as `orders` or
   * `orders NOT test`. 1 to 500 characters without apostrophes. Without it a shared section shows everything of its kind in the account and region,
   * whether it is among the sources or not.
   *
   * @default - everything of the kind
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
   */
  readonly search?: string;
}
