/** Where the images of a repository are copied to. At least one of the two must differ from the repository's own. */
export interface ReplicationDestination {
  /**
   * The region, such as `eu-central-1`.
   *
   * @default - the region of the repository
   */
  readonly region?: string;

  /**
   * The account, 12 digits. Its registry policy must allow this account `ecr:ReplicateImage` and `ecr:CreateRepository`.
   *
   * @default - the account of the repository
   */
  readonly account?: string;
}
